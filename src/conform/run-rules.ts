import type { FieldRule } from '#compare'
import type { Finding } from '#diagnostics'
import { AcceptedDrifts, type DriftRules } from './accepted-drifts.ts'
import { FieldRules } from './field-rules.ts'
import { RouteOverrides } from './route-overrides.ts'
import { type SuppressionRule, Suppressions } from './suppression.ts'
import type { RouteThresholds } from './thresholds.ts'
import { UnverifiedFields } from './unverified-fields.ts'

/** What people say about a run: which divergences do not count, and how fields are compared. */
export interface RuleOptions {
  readonly fields?: readonly FieldRule[]
  /** What holds of fields where nobody says otherwise; such a rule may meet none. */
  readonly knownFields?: readonly FieldRule[]
  readonly suppress?: readonly SuppressionRule[]
  readonly drifts?: DriftRules
  /** Thresholds of single routes; the first whose pattern fits counts, `*` stands for any part. */
  readonly routeThresholds?: readonly RouteThresholds[]
  /** List the fields that are not compared by value; it takes time. */
  readonly listUnverified?: boolean
}

/** What is counted over all sessions of a run. */
export interface RunRules {
  readonly suppressions: Suppressions
  readonly fields: FieldRules
  readonly drifts: AcceptedDrifts
  readonly overrides: RouteOverrides
  /** Left out where nobody wants to know. */
  readonly unverified: UnverifiedFields | undefined
}

export function createRunRules({
  suppress = [],
  fields = [],
  knownFields,
  drifts,
  routeThresholds,
  listUnverified,
}: RuleOptions): RunRules {
  return {
    suppressions: new Suppressions(suppress),
    fields: new FieldRules(fields, knownFields),
    drifts: new AcceptedDrifts(drifts),
    overrides: new RouteOverrides(routeThresholds),
    unverified: listUnverified === true ? new UnverifiedFields() : undefined,
  }
}

/** Rules that did nothing. */
export function findingsOf({ suppressions, fields, drifts, overrides }: RunRules): Finding[] {
  return [...suppressions.findings(), ...fields.findings(), ...drifts.findings(), ...overrides.findings()]
}
