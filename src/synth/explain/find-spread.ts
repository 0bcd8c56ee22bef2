import { equal, isObject, type Value } from '#lang'
import { isSure, type Observation } from './explanation.ts'
import type { ExplainContext } from './explanation-context.ts'

interface Spread {
  readonly text: string
  /** Keys that come from the map alone. */
  readonly covers: ReadonlySet<string>
  /** Keys that the map has at times, and that have a rule of their own. */
  readonly overlaps: ReadonlySet<string>
}

/** Keys of a map at hand that may stand in the target with another value. */
const ownMax = 1

/** A map at hand whose every key stands in the target with its value: the target is that map and more. */
export function findSpread(observations: readonly Observation[], context: ExplainContext): Spread | undefined {
  const shapes = new Set(
    observations
      .filter(({ partial }) => !partial)
      .map(({ target }) =>
        Object.keys(target as object)
          .sort()
          .join(),
      ),
  )
  const first = observations[0]
  if (!first) return undefined
  for (const { term, value } of first.scope.terms.all) {
    if (!isObject(value) || Object.keys(value).length < 1 || /[([]/.test(term.text)) continue
    const covers = new Set<string>()
    const filled = new Set<string>()
    const keys = new Set<string>()
    const met = new Set<string>()
    const differing = new Map<string, number>()
    const fits = observations.every((observation) => {
      const { scope, target } = observation
      const source = context.scopes.evaluate(term.text, scope)
      if (!isObject(source)) return false
      const shown = target as Record<string, Value>
      for (const key of Object.keys(shown)) {
        keys.add(key)
        // A key that is there even where the map has none gets a rule of its own.
        if (!Object.hasOwn(source, key)) filled.add(key)
      }
      return Object.entries(source).every(([key, item]) => {
        covers.add(key)
        if (Object.hasOwn(shown, key)) met.add(key)
        if (!isSure(observation, key) || equal(shown[key], item)) return true
        if (!Object.hasOwn(shown, key)) return false
        // A part that is shown with more than is known of it has a rule of its own.
        if (isPart(item, shown[key])) filled.add(key)
        else differing.set(key, (differing.get(key) ?? 0) + 1)
        return differing.size <= ownMax
      })
    })
    // What is never seen of a map says nothing of it.
    if (!fits || met.size === 0) continue
    // A key that the service mostly sets itself, such as a revision that clients send as well, gets a rule of its own.
    if ([...differing.values()].some((count) => count * 2 < observations.length) || met.size < differing.size * 3) continue
    for (const key of differing.keys()) filled.add(key)
    const overlaps = covers.intersection(filled)
    for (const key of filled) covers.delete(key)
    const added = [...keys].filter((key) => !covers.has(key))
    // The same few keys everywhere say nothing of keys not seen; then only a near copy is taken for one.
    if (shapes.size > 1 && observations.length > 1 ? added.length <= covers.size + 2 : added.length <= 2)
      return { text: term.text, covers, overlaps }
  }
  return undefined
}

function isPart(part: Value, whole: Value): boolean {
  return isObject(part) && isObject(whole) && Object.entries(part).every(([key, value]) => equal(value, whole[key]))
}
