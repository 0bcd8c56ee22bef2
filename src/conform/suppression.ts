import type { Divergence } from '#compare'
import type { Finding } from '#diagnostics'
import { generalPath } from './general-path.ts'
import { matchGlob } from './match-glob.ts'

/** A divergence that is inherent in the twin and not to be reported: `[[diff.suppress]]` of `twin.toml`. */
export interface SuppressionRule {
  /** E.g. `body.created_at`, `body.items[].id`, `header.etag`; `*` is any part, `**` any text. */
  readonly path?: string | undefined
  /** E.g. `POST /repos/{owner}/statuses/{sha}` or `POST /repos/*`. */
  readonly route?: string | undefined
  readonly category?: string | undefined
  readonly reason: string
}

/** The rules of a run; counts what each of them takes out. */
export class Suppressions {
  readonly #rules: readonly SuppressionRule[]
  readonly #hits: number[]

  constructor(rules: readonly SuppressionRule[]) {
    this.#rules = rules
    this.#hits = rules.map(() => 0)
  }

  /** The first rule that takes the divergence out, counted; undefined when it stays. */
  find(route: string, divergence: Divergence): SuppressionRule | undefined {
    const place = this.#rules.findIndex((rule) => isMatch(rule, route, divergence))
    if (place === -1) return undefined
    this.#hits[place] = (this.#hits[place] as number) + 1
    return this.#rules[place]
  }

  /** One for each rule that took nothing out: it is stale, or has a typing error. */
  findings(): Finding[] {
    return this.#rules.flatMap((rule, at) => (this.#hits[at] === 0 ? [unusedFinding(rule)] : []))
  }
}

function isMatch(rule: SuppressionRule, route: string, divergence: Divergence): boolean {
  if (rule.category !== undefined && rule.category !== divergence.category) return false
  if (rule.route !== undefined && !matchGlob(rule.route, route)) return false
  if (rule.path === undefined) return rule.route !== undefined || rule.category !== undefined
  return matchGlob(rule.path, divergence.path) || matchGlob(rule.path.replaceAll('[*]', '[]'), generalPath(divergence.path))
}

function unusedFinding(rule: SuppressionRule): Finding {
  const parts = [rule.route, rule.path, rule.category].filter((part) => part !== undefined)
  return {
    code: 'suppression-unused',
    severity: 'warning',
    message: `suppression of ${parts.join(' ') || 'nothing'} ("${rule.reason}") took nothing out`,
    place: '[[diff.suppress]]',
    help: 'remove it, or correct its path, route or category: they are written as in the report',
  }
}
