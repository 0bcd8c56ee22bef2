import { compareBodies } from './compare-bodies.ts'
import { compareHeaders } from './compare-headers.ts'
import type { FieldTree } from './field-class.ts'
import { learnHeaders } from './learn-headers.ts'
import type { ComparableResponse } from './message.ts'
import type { Scope } from './scope.ts'
import { Tally } from './tally.ts'

/**
 * Compares a recorded response with the twin's, and lets the correspondence of `scope` grow by what they show. With another status only
 * the status is a divergence: the rest follows from it.
 */
export function compareResponses(expected: ComparableResponse, actual: ComparableResponse, scope: Scope, fields?: FieldTree): Tally {
  const tally = new Tally()
  learnHeaders(expected.headers, actual.headers, scope)
  if (expected.status !== actual.status) {
    const [wanted, got] = [expected.status, actual.status]
    tally.divergences.push({
      path: 'status',
      category: 'status_code_mismatch',
      severity: 'error',
      expected: wanted,
      actual: got,
      leaves: 0,
    })
    return tally
  }
  compareBodies(expected.body, actual.body, { scope, tally, steps: [] }, fields)
  compareHeaders(expected.headers, actual.headers, scope, tally)
  return tally
}
