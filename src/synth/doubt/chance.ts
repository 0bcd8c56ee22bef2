import type { Scope } from '../explain/scope.ts'

/** Of one session, more observations than this say the same again. */
const perSessionMax = 2

/**
 * Whether a test that parts observations may do so by chance: one of so many tests was found, and there are hardly more ways to part so few
 * observations.
 */
export function mayBeChance(tried: number, holds: readonly Scope[], fails: readonly Scope[]): boolean {
  return bitsOfParting(independent(holds), independent(fails)) < Math.log2(Math.max(1, tried))
}

/** Observations that say something each. */
function independent(scopes: readonly Scope[]): number {
  const counts = new Map<number, number>()
  for (const { call } of scopes) counts.set(call.session, (counts.get(call.session) ?? 0) + 1)
  return [...counts.values()].reduce((total, count) => total + Math.min(count, perSessionMax), 0)
}

/** In how many ways so many things can be parted like this, in bits. */
function bitsOfParting(some: number, others: number): number {
  let bits = 0
  for (let at = 1; at <= Math.min(some, others); at++) bits += Math.log2((some + others - Math.min(some, others) + at) / at)
  return bits
}
