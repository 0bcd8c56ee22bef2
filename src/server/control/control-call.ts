import { z } from 'zod'
import type { FixtureSet } from '#model'
import type { ChaosDesk } from '../chaos/chaos-desk.ts'
import type { Journal } from '../journal/journal.ts'
import type { Metrics } from '../metrics.ts'
import type { Fidelity, ServerLimits } from '../server-options.ts'
import type { SessionTable } from '../session-table.ts'
import type { Tracer } from '../spans/tracer.ts'
import type { Refusal } from '../wire/refuse.ts'

/** What the control plane knows of the server it controls. */
export interface ControlledServer {
  readonly twin: string
  readonly routes: readonly string[]
  readonly fidelity: Fidelity
  readonly seed: number
  readonly clock: string
  readonly url: string
  readonly port: number
  readonly limits: ServerLimits
  readonly sessions: SessionTable
  readonly journal: Journal
  readonly chaos: ChaosDesk
  readonly metrics: Metrics
  /** Undefined where no spans are sent. */
  readonly tracer?: Tracer | undefined
  readonly countSessions: () => number
  /** Entities that sessions may begin with, by name. */
  readonly fixtures: ReadonlyMap<string, FixtureSet>
  /** Shared clocks begin anew with the next session; undefined where none is shared. */
  readonly forgetClock?: ((session?: string) => void) | undefined
  /** The same only for twins that answer the same; undefined where the twin can't tell. */
  readonly fingerprint?: (() => string) | undefined
  /** What is wrong with entities for the model of the twin, for people. */
  problemOf(entities: FixtureSet): string | undefined
}

/** One request to the control plane, past its guard. */
export interface ControlCall {
  readonly server: ControlledServer
  /** The session it is about, from `?session=`, the `X-Doppel-Session` header or `{"session": …}`. */
  readonly session: string | undefined
  /** How the caller calls the server. */
  readonly origin: string
  /** As it came. */
  readonly body: Uint8Array
}

export interface ControlReply {
  readonly status: number
  readonly json: unknown
  /** In place of the JSON, with its media type. */
  readonly text?: string
  readonly type?: string
}

export function ok(json: unknown, status = 200): ControlReply {
  return { status, json }
}

/** Something that a running twin can be asked or told. */
export interface ControlRoute<S extends z.ZodObject = z.ZodObject> {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** Below the prefix, e.g. `/health`. */
  readonly path: string
  readonly summary: string
  /** What it takes beside the session: from the query (texts) and the JSON object in the body. Made when it is called: most never are. */
  readonly input?: () => S
  /** Its body is a document, not what it takes: that comes from the query alone. */
  readonly takesDocument?: true
  run(call: ControlCall, input: z.output<S>): ControlReply | Refusal
}

/** Keeps the type of `input` in `run`. */
export function defineControlRoute<S extends z.ZodObject>(route: ControlRoute<S>): ControlRoute {
  return route as unknown as ControlRoute
}

/** What a route without an `input` takes: nothing. */
export const noInput = () => z.strictObject({})
