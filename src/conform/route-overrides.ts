import type { Finding } from '#diagnostics'
import { matchGlob } from './match-glob.ts'
import type { RouteThresholds, Thresholds } from './thresholds.ts'

/** The thresholds of single routes in a run; notes which of them were for some exchange. */
export class RouteOverrides {
  readonly #rules: readonly RouteThresholds[]
  readonly #used = new Set<RouteThresholds>()

  constructor(rules: readonly RouteThresholds[] = []) {
    this.#rules = rules
  }

  /** The thresholds of a route: those of the first rule that fits, and the given ones for the rest. */
  of(route: string, base: Thresholds): Thresholds {
    const own = this.#rules.find((rule) => matchGlob(rule.route, route))
    if (own === undefined) return base
    this.#used.add(own)
    return { ...base, ...own.thresholds }
  }

  /** One for each rule that was for no exchange: it is stale, has a typing error, or stands behind one that is for more. */
  findings(): Finding[] {
    return this.#rules
      .filter((rule) => !this.#used.has(rule))
      .map(({ route }) => ({
        code: 'override-unused',
        severity: 'warning',
        message: `the thresholds for "${route}" were for no exchange`,
        place: '[diff.overrides]',
        help: 'remove it, or write method and path as in the report; the first that fits counts',
      }))
  }
}
