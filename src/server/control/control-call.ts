import type { Fidelity, ServerLimits } from '../server-options.ts'
import type { SessionTable } from '../session-table.ts'
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
}

/** One request to the control plane, past its guard. */
export interface ControlCall {
  readonly server: ControlledServer
  /** The session it is about, from `?session=`, the `X-Doppel-Session` header or `{"session": …}`. */
  readonly session: string | undefined
  /** How the caller calls the server. */
  readonly origin: string
}

export interface ControlReply {
  readonly status: number
  readonly json: unknown
}

export interface ControlRoute {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** Below the prefix, e.g. `/health`. */
  readonly path: string
  readonly summary: string
  run(call: ControlCall): ControlReply | Refusal
}
