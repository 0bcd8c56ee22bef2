import type { Exchange } from '#http'
import type { WebhookPlace } from './manifest.ts'

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
  /** What the client asked, in the order in which it did. */
  readonly exchanges: readonly Exchange[]
  /** Webhooks that the service sent meanwhile; one count of indices orders them among the exchanges. None where the key is missing. */
  readonly deliveries?: readonly Exchange[]
  /** Where webhooks were taken and where they were passed on to. */
  readonly webhooks?: WebhookPlace
  /** What `scrub.toml` says beside it; the built-in rules alone where there is none. */
  readonly scrubToml?: string
}

/** All that passed, exchanges and webhooks, in the order in which it came. */
export function inOrder({ exchanges, deliveries = [] }: RecordedSession): readonly Exchange[] {
  return deliveries.length === 0 ? exchanges : [...exchanges, ...deliveries].sort((one, other) => one.index - other.index)
}
