import type { CheckOptions } from '#conform'
import type { RecordedSession } from '#recording'
import type { HeldOutPart, HeldOutResult, RouteRules } from '#synth'

/** What a thread that shares in learning is given. */
export interface LearningTask {
  readonly name: string
  readonly sessions: readonly RecordedSession[]
  readonly options: CheckOptions
  readonly parts: readonly HeldOutPart[]
  /** The memory of a `WorkShare`. */
  readonly share: SharedArrayBuffer
}

/** What a thread says once it has judged a held-out part, or learned a route. */
export type LearningMessage = { readonly result: HeldOutResult } | { readonly route: number; readonly rules: RouteRules }
