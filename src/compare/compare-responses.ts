import { compareBodies } from './compare-bodies.ts'
import { compareHeaders } from './compare-headers.ts'
import type { FieldTree } from './field-class.ts'
import { learnHeaders } from './learn-headers.ts'
import type { ComparableResponse } from './message.ts'
import type { Scope } from './scope.ts'
import { Tally } from './tally.ts'

/**
 * Compares a recorded response with the twin's, and lets the correspondence of `scope` grow by what they show. With another status only
 * the status is a divergence, for the rest follows from it; ids that both show are learned all the same.
 */
export function compareResponses(expected: ComparableResponse, actual: ComparableResponse, scope: Scope, fields?: FieldTree): Tally {
  const tally = new Tally(scope.onUnverified)
  learnHeaders(expected.headers, actual.headers, scope)
  const isSameStatus = expected.status === actual.status
  compareBodies(expected.body, actual.body, { scope, tally: isSameStatus ? tally : new Tally(), steps: [] }, fields)
  compareHeaders(expected.headers, actual.headers, scope, isSameStatus ? tally : new Tally(), fields?.headers)
  if (!isSameStatus) tally.statusWrong(expected.status, actual.status)
  return tally
}
