import type { Scopes } from '../explain/scope.ts'
import type { Timeline } from '../timeline/timeline.ts'

/** Finds the fields that follow from others whenever they are shown. */
export function inferComputed(timeline: Timeline, scopes: Scopes): void {
  void timeline
  void scopes
}
