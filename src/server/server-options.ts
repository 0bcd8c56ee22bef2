import type { SessionOptions, Twin } from '#engine'
import type { ChaosProfiles, FixtureSet, Latencies } from '#model'
import type { ClockChoice } from './clock-choice.ts'
import type { Exchange } from './exchange.ts'
import type { SessionMark } from './session-marks.ts'
import type { TelemetrySettings } from './spans/tracer.ts'
import type { AskTwin } from './webhooks/webhook-desk.ts'
import type { WebhookProbe } from './webhooks/webhook-probe.ts'

export interface ServerLimits {
  /** Bytes of one request's body; a bigger one is refused with 413. */
  readonly maxBodyBytes: number
  /** Bytes of one request's line and headers; more is refused with 431. */
  readonly maxHeaderBytes: number
  /** Sessions at one time, the default one included; one more is refused with 503. */
  readonly maxSessions: number
  /** How long a client may take to send the headers, and the whole request. */
  readonly headersTimeoutMs: number
  readonly requestTimeoutMs: number
  /** How long an idle connection is kept. */
  readonly keepAliveTimeoutMs: number
  /** How long answers under way may take once the server closes. */
  readonly drainTimeoutMs: number
}

export const defaultLimits: ServerLimits = {
  maxBodyBytes: 10 * 1024 * 1024,
  maxHeaderBytes: 32 * 1024,
  maxSessions: 10_000,
  headersTimeoutMs: 15_000,
  requestTimeoutMs: 120_000,
  keepAliveTimeoutMs: 65_000,
  drainTimeoutMs: 5_000,
}

export type Fidelity = 'strict' | 'synth'

/** Which sessions there are, beside those that requests name by `X-Doppel-Session` or `/~NAME/`. */
export interface SessionSettings {
  /** All requests share the default session, whatever they say. */
  readonly one?: boolean
  /** What else tells of which session a request is; the first that does decides. */
  readonly marks?: readonly SessionMark[]
  /** A session that nobody asks anything for so long ends. */
  readonly idleMs?: number | undefined
  /** Where there is no place for one more, the one that was not used for longest ends, instead of the new one being refused. */
  readonly evicts?: boolean
  /** Entities that sessions may begin with, by name. */
  readonly fixtures?: ReadonlyMap<string, FixtureSet>
  /** The one of them that they begin with unless they say another. */
  readonly fixture?: string | undefined
}

export interface ControlSettings {
  /** Callers must show it as `Authorization: Bearer TOKEN`. Without one, only callers on this machine may control. */
  readonly token?: string | undefined
  /** A port of its own, 0 for a free one; the twin's port then leads to the twin alone. */
  readonly port?: number | undefined
}

export interface ServerOptions {
  readonly twin: Twin
  readonly fidelity: Fidelity
  /** Name or address to listen on, e.g. `127.0.0.1`. */
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
  /** False: no port is opened, and only `RunningServer.connect` leads in. */
  readonly listens?: boolean
  readonly seed: number
  readonly clock: ClockChoice
  /** Names beside loopback and `host` by which clients may call, e.g. `twin.internal`. */
  readonly otherNames?: readonly string[]
  readonly limits?: Partial<ServerLimits>
  readonly sessions?: SessionSettings
  /** Handed to every session of the twin. */
  readonly seal?: NonNullable<SessionOptions['seal']>
  /** What may go wrong, and what does from the start: names of profiles, or rules in short. */
  readonly chaos?: { readonly profiles: ChaosProfiles; readonly on: readonly string[]; readonly latencies?: Latencies | undefined }
  /** Where its sessions are, as a Redis URL, where other servers of the twin are to have the same. */
  readonly state?: string | undefined
  /** Who may control the server. */
  readonly control?: ControlSettings
  /** Is told of each request. */
  readonly log?: Exchange['log']
  /** Where spans of requests go; none are made unless said. */
  readonly telemetry?: TelemetrySettings | undefined
  /** Names, addresses and networks beside this machine that the twin's webhooks may go to. */
  readonly webhookTargets?: readonly string[]
  /** Takes all that is told. */
  readonly webhookProbe?: WebhookProbe | undefined
  /** Asks another twin what links of this one say. */
  readonly askTwin?: AskTwin | undefined
  /** A line for people about something that went wrong while serving. */
  readonly note: (line: string) => void
}
