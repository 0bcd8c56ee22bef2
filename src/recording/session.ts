import type { Exchange } from '#http'

/** A recorded session, whole and in memory: what the learner and the checker read. */
export interface RecordedSession {
  /** Name of its folder under `recordings/sessions/`; sorts by the time it began. */
  readonly id: string
  readonly tags: readonly string[]
  readonly startedAtMs: number
  /** Base URL of the upstream that was recorded, without a trailing slash. */
  readonly upstream: string
  /** The base URL under which the client reached the recorder (the service's own links may name either). */
  readonly origin: string
  readonly exchanges: readonly Exchange[]
  /** What `scrub.toml` says beside it; the built-in rules alone where there is none. */
  readonly scrubToml?: string
}
