import type { SessionOptions, Twin } from '#engine'
import type { ClockChoice } from './clock-choice.ts'

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

export interface ServerOptions {
  readonly twin: Twin
  readonly fidelity: Fidelity
  /** Name or address to listen on, e.g. `127.0.0.1`. */
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
  readonly seed: number
  readonly clock: ClockChoice
  /** Names beside loopback and `host` by which clients may call, e.g. `twin.internal`. */
  readonly otherNames?: readonly string[]
  readonly limits?: Partial<ServerLimits>
  /** Handed to every session of the twin. */
  readonly seal?: NonNullable<SessionOptions['seal']>
  /** Names, addresses and networks beside this machine that the twin's webhooks may go to. */
  readonly webhookTargets?: readonly string[]
  /** A line for people about something that went wrong while serving. */
  readonly note: (line: string) => void
}
