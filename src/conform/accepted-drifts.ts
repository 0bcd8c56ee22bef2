import type { Divergence } from '#compare'
import type { Finding } from '#diagnostics'
import { type DivergencePattern, matchesDivergence, printPattern } from './match-divergence.ts'

/** What a rule of `drift.toml` is for: a drift by its name, its type, or its place. */
export interface DriftPattern extends DivergencePattern {
  readonly driftId?: string | undefined
  readonly driftType?: string | undefined
}

/** A drift that was looked at and found harmless: it stays in the report and does not count. */
export interface AcceptanceRule extends DriftPattern {
  readonly reason: string
}

/** A drift that is to go by another type. */
export interface ReclassificationRule {
  readonly match: DriftPattern
  readonly driftType: string
}

/** `drift.toml`. */
export interface DriftRules {
  readonly accept: readonly AcceptanceRule[]
  readonly reclassify: readonly ReclassificationRule[]
}

/** A drift by its type, and why it does not count if it does not. */
export interface SettledDrift {
  readonly driftType: string
  readonly acceptedFor?: string
}

/** The rules of a run for drifts that are known by name and type; what types they give comes before what they accept. */
export class AcceptedDrifts {
  readonly #rules: DriftRules
  readonly #used = new Set<AcceptanceRule | ReclassificationRule>()

  constructor(rules: DriftRules = { accept: [], reclassify: [] }) {
    this.#rules = rules
  }

  settle(route: string, divergence: Divergence, driftId: string, typed: string): SettledDrift {
    const renamed = this.#rules.reclassify.find(({ match }) => matchesDrift(match, route, divergence, driftId, typed))
    if (renamed !== undefined) this.#used.add(renamed)
    const driftType = renamed?.driftType ?? typed
    const accepted = this.#rules.accept.find((rule) => matchesDrift(rule, route, divergence, driftId, driftType))
    if (accepted === undefined) return { driftType }
    this.#used.add(accepted)
    return { driftType, acceptedFor: accepted.reason }
  }

  /** One for each rule that met no drift. */
  findings(): Finding[] {
    const { accept, reclassify } = this.#rules
    return [
      ...accept
        .filter((rule) => !this.#used.has(rule))
        .map((rule) => unusedFinding('[[suppress]]', `suppression of ${printDrift(rule)} ("${rule.reason}")`)),
      ...reclassify
        .filter((rule) => !this.#used.has(rule))
        .map((rule) => unusedFinding('[[reclassify]]', `reclassification of ${printDrift(rule.match)} as ${rule.driftType}`)),
    ]
  }
}

function matchesDrift(pattern: DriftPattern, route: string, divergence: Divergence, driftId: string, driftType: string): boolean {
  if (pattern.driftId !== undefined && pattern.driftId !== driftId) return false
  if (pattern.driftType !== undefined && pattern.driftType !== driftType) return false
  const { path, category } = pattern
  if (path === undefined && pattern.route === undefined && category === undefined) {
    return pattern.driftId !== undefined || pattern.driftType !== undefined
  }
  return matchesDivergence(pattern, route, divergence)
}

function printDrift({ driftId, driftType, route, path, category }: DriftPattern): string {
  return printPattern({ driftId, driftType, route, path, category })
}

function unusedFinding(section: string, rule: string): Finding {
  return {
    code: 'drift-rule-unused',
    severity: 'warning',
    message: `${rule} met no drift`,
    place: `drift.toml ${section}`,
    help: 'remove it when the drift is gone, or correct it: ids, types, routes and paths are written as in the report',
  }
}
