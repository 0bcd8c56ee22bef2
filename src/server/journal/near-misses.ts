import type { JournalEntry } from './journal.ts'
import { calledBy, filterTests, type JournalFilter } from './journal-filter.ts'

/** So many are told. */
const told = 3

export interface NearMiss {
  readonly entry: JournalEntry
  /** Why it is not meant. */
  readonly why: string
}

/** The entries that came nearest to what a filter means: those that fail the fewest of its tests, the nearest path and the newest first. */
export function nearMisses(entries: readonly JournalEntry[], filter: JournalFilter): NearMiss[] {
  const tests = filterTests(filter)
  const judged = entries.flatMap((entry) => {
    const failed = tests.filter((test) => !test.holds(entry))
    const isElsewhere = failed.some(({ name }) => name === 'route')
    const apart = isElsewhere && filter.route !== undefined ? callDistance(entry.route ?? calledBy(entry), filter.route) : 0
    if (failed.length === 0 || apart > 2) return []
    return [{ entry, why: failed.map((test) => test.explain(entry)).join('; '), apart: apart * 10 + failed.length }]
  })
  return judged.sort((a, b) => a.apart - b.apart || b.entry.number - a.entry.number).slice(0, told)
}

/** The routes that a request without one came nearest to. */
export function nearestRoutes(entry: JournalEntry, routes: readonly string[]): string[] {
  const call = calledBy(entry)
  return routes
    .map((route) => ({ route, apart: callDistance(call, route) }))
    .filter(({ apart }) => apart <= 2)
    .sort((a, b) => a.apart - b.apart)
    .slice(0, told)
    .map(({ route }) => route)
}

/** In how many places two calls differ: another method, another segment, a segment more. A parameter stands for any segment. */
function callDistance(call: string, route: string): number {
  const [[method, path = ''], [otherMethod, otherPath = '']] = [call.split(' '), route.split(' ')]
  const [ours, theirs] = [path.split('/'), otherPath.split('/')]
  const length = Math.max(ours.length, theirs.length)
  let apart = method === otherMethod ? 0 : 1
  for (let at = 0; at < length; at++) {
    const [a, b] = [ours[at], theirs[at]]
    if (a !== b && !(a !== undefined && b !== undefined && a !== '' && (b.includes('{') || a.includes('{')))) apart++
  }
  // nothing in common but a length
  return length > 1 && apart >= length ? Number.POSITIVE_INFINITY : apart
}
