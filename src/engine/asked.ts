import type { Environment, Value } from '#lang'
import { RequestHistory } from '#state'
import type { Stage } from './compile-effects.ts'
import type { RequestView } from './request-view.ts'
import type { AnswerTrace } from './twin.ts'

/** A request on its way to an answer. */
export interface Asked extends Stage {
  readonly view: RequestView
  readonly environment: Environment
  /** Where the twin is reached. */
  readonly origin: string
  /** See `SessionOptions.isRead`. */
  readonly isRead: boolean
  readonly trace?: AnswerTrace
}

/** Remembers an accepted write where anything asks for such. */
export function noteWrite({ history }: Environment, route: string, values: readonly Value[]): void {
  if (history instanceof RequestHistory) history.note(route, values)
}
