import type { CheckOptions } from '#conform'
import type { RecordedSession } from '#recording'

/** What the thread that judges on held-out sessions is given. */
export interface HeldOutTask {
  readonly name: string
  readonly sessions: readonly RecordedSession[]
  readonly options: CheckOptions
}

/** How a model answers what it has not seen; basis points. */
export interface HeldOutScore {
  readonly scoreBp: number
  readonly statusBp: number
  /** Sessions that were held out. */
  readonly sessions: number
}
