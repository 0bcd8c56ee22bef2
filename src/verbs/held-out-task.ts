import type { CheckOptions } from '#conform'
import type { RecordedSession } from '#recording'

/** What a thread that judges on held-out sessions is given. */
export interface HeldOutTask {
  readonly name: string
  readonly sessions: readonly RecordedSession[]
  readonly options: CheckOptions
}
