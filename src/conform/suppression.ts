import type { Divergence } from '#compare'
import type { Finding } from '#diagnostics'
import { type DivergencePattern, matchesDivergence, printPattern } from './match-divergence.ts'

/** A divergence that is inherent in the twin and not to be reported: `[[diff.suppress]]` of `twin.toml`. */
export interface SuppressionRule extends DivergencePattern {
  readonly reason: string
}

/** The rules of a run; counts what each of them takes out. */
export class Suppressions {
  readonly #rules: readonly SuppressionRule[]
  readonly #used = new Set<SuppressionRule>()

  constructor(rules: readonly SuppressionRule[]) {
    this.#rules = rules
  }

  /** The first rule that takes the divergence out, counted; undefined when it stays. */
  find(route: string, divergence: Divergence): SuppressionRule | undefined {
    const rule = this.#rules.find((candidate) => matchesDivergence(candidate, route, divergence))
    if (rule !== undefined) this.#used.add(rule)
    return rule
  }

  /** One for each rule that took nothing out: it is stale, or has a typing error. */
  findings(): Finding[] {
    return this.#rules.filter((rule) => !this.#used.has(rule)).map(unusedFinding)
  }
}

function unusedFinding({ route, path, category, reason }: SuppressionRule): Finding {
  return {
    code: 'suppression-unused',
    severity: 'warning',
    message: `suppression of ${printPattern({ route, path, category }) || 'nothing'} ("${reason}") took nothing out`,
    place: '[[diff.suppress]]',
    help: 'remove it, or correct its path, route or category: they are written as in the report',
  }
}
