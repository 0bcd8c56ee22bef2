/** What was scrubbed; never a value. */
export interface ScrubReport {
  readonly entries: readonly ScrubReportEntry[]
  /** Values replaced in all. */
  readonly total: number
  /** Secrets that had already gone by under a harmless name before they were known: `recordings rescrub` finds those too. */
  readonly late: number
}

export interface ScrubReportEntry {
  /** Name of a built-in rule or of one in `scrub.toml`. */
  readonly rule: string
  /** E.g. `request header authorization`, `response body $.user.email`. */
  readonly place: string
  readonly count: number
}

/** Counts by rule and place. */
export interface ScrubTally {
  hit(rule: string, place: string): void
  late(): void
  report(): ScrubReport
}

/** Beyond this many places, further ones are counted together: keys of maps may be without end. */
const maximumPlaces = 2000

export function createScrubTally(): ScrubTally {
  const counts = new Map<string, Map<string, number>>()
  let places = 0
  let late = 0
  return {
    hit(rule, place) {
      const of = counts.get(rule) ?? new Map<string, number>()
      counts.set(rule, of)
      if (!of.has(place) && places >= maximumPlaces) place = 'elsewhere'
      else if (!of.has(place)) places++
      of.set(place, (of.get(place) ?? 0) + 1)
    },
    late() {
      late++
    },
    report() {
      const entries = [...counts].flatMap(([rule, of]) => [...of].map(([place, count]) => ({ rule, place, count })))
      entries.sort((a, b) => compare(a.rule, b.rule) || compare(a.place, b.place))
      return { entries, total: entries.reduce((sum, entry) => sum + entry.count, 0), late }
    },
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
