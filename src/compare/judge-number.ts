import { parseClockNumber } from './clock-reading.ts'
import { isEqualScalar } from './is-equal-scalar.ts'
import { isNear, judgeClock } from './judge-clock.ts'
import type { Scope } from './scope.ts'
import type { Verdict } from './verdict.ts'

/** From here on an integer is too long for a counter: a snowflake or another minted number. */
const mintedFrom = 1e15

/** Two numbers, by value: `275.0` is 275. Counters and sequence ids count exactly; a number mapped before may also stand for itself. */
export function judgeNumber(expected: number | bigint, actual: number | bigint, scope: Scope): Verdict {
  const { correspondence } = scope
  if (isEqualScalar(expected, actual)) return isMintedNumber(expected, scope) ? adoptMinted(expected, scope) : 'same'
  const known = correspondence.number(expected)
  if (known !== undefined && known === actual) return 'mapped'
  const reading = typeof expected === 'number' ? parseClockNumber(expected) : undefined
  if (reading !== undefined && isNear(reading, scope.clock)) {
    return judgeClock(reading, typeof actual === 'number' ? parseClockNumber(actual) : undefined, scope.clock)
  }
  if (known !== undefined) return 'symbol_inconsistent'
  return isMintedNumber(expected, scope) ? judgeMinted(expected, actual, scope) : 'value_mismatch'
}

/** Equal, but no second instance of the service would have minted it. From now on it stands for itself. */
function adoptMinted(value: number | bigint, { correspondence }: Scope): Verdict {
  const known = correspondence.number(value)
  if (known === undefined) correspondence.learnNumber(value, value)
  return known === undefined ? 'unverified' : 'same'
}

function isMintedNumber(value: number | bigint, scope: Scope): boolean {
  if (typeof value === 'number' && !Number.isInteger(value)) return false
  return value >= mintedFrom && scope.origins.isMinted(String(value))
}

function judgeMinted(expected: number | bigint, actual: number | bigint, scope: Scope): Verdict {
  scope.correspondence.learnNumber(expected, actual)
  if (scope.origins.isKnown(String(expected))) return 'symbol_inconsistent'
  return String(expected).length === String(actual).length ? 'unverified' : 'format_mismatch'
}
