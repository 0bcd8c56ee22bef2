import { parseDuration } from '#base'
import { divergenceCategories, type FieldRule, headerOf, parsePathPattern } from '#compare'
import { type CheckOptions, defaultPassRates, defaultThresholds, type Freshness, type RouteThresholds, type Thresholds } from '#conform'
import { exitCodes, Fault } from '#diagnostics'
import type { TwinConfig } from './twin-config.ts'

/** What the `[diff]` section of a `twin.toml` says about checking. Faults: `config-invalid` for a path or category that there is not. */
export function toCheckOptions({ diff }: TwinConfig): CheckOptions {
  if (diff === undefined) return {}
  const suppress = (diff.suppress ?? []).map((rule, at) => {
    const isCategory = rule.category === undefined || divergenceCategories.some((category) => category === rule.category)
    if (!isCategory) throw invalid(`[[diff.suppress]] ${at + 1}: there is no category "${rule.category}"`, divergenceCategories.join(', '))
    const says = rule.path ?? rule.route ?? rule.category
    if (says === undefined) throw invalid(`[[diff.suppress]] ${at + 1} would suppress everything`, 'give it a path, a route or a category')
    return rule
  })
  return {
    thresholds: { ...defaultThresholds, ...toThresholds(diff.thresholds ?? {}) },
    routeThresholds: Object.entries(diff.overrides ?? {}).map(([route, own]) => toOverride(route, own)),
    sessionPassRate: diff.session_pass_rate ?? defaultPassRates.session,
    runPassRate: diff.required_score ?? defaultPassRates.run,
    fields: Object.entries(diff.fields ?? {}).map(([path, field]) => toFieldRule(path, field)),
    suppress,
  }
}

/** What `[freshness]` says; undefined when it says nothing. Faults: `config-invalid`. */
export function toFreshness({ freshness }: TwinConfig): Freshness | undefined {
  if (freshness === undefined) return undefined
  const [maxAgeMs, warnAgeMs] = [freshness.max_age, freshness.warn_age].map((text) =>
    text === undefined ? undefined : parseDuration(text),
  )
  if (maxAgeMs !== undefined && warnAgeMs !== undefined && warnAgeMs >= maxAgeMs) {
    throw invalid('[freshness] warn_age is not less than max_age: nothing would be warned about', 'make it less, or leave it out')
  }
  return maxAgeMs === undefined && warnAgeMs === undefined ? undefined : { maxAgeMs, warnAgeMs }
}

type Diff = NonNullable<TwinConfig['diff']>

function toOverride(route: string, own: NonNullable<Diff['thresholds']>): RouteThresholds {
  if (!/^(?:[A-Z]+|\*) \/|^\*\*/.test(route)) {
    throw invalid(`[diff.overrides] "${route}" is no route`, 'write method and path: "GET /orders/{id}"; * stands for any part')
  }
  return { route, thresholds: toThresholds(own) }
}

function toThresholds(own: NonNullable<Diff['thresholds']>): Partial<Thresholds> {
  return {
    ...(own.status_exact_match === undefined ? {} : { statusExactMatch: own.status_exact_match }),
    ...(own.body_structure === undefined ? {} : { bodyStructure: own.body_structure }),
    ...(own.body_values === undefined ? {} : { bodyValues: own.body_values }),
    ...(own.symbol_consistency === undefined ? {} : { symbolConsistency: own.symbol_consistency }),
    ...(own.header_conformance === undefined ? {} : { headerConformance: own.header_conformance }),
  }
}

function toFieldRule(path: string, field: NonNullable<Diff['fields']>[string]): FieldRule {
  if (headerOf(path) === undefined && parsePathPattern(path) === undefined) {
    throw invalid(`[diff.fields] "${path}" is no path`, 'write it as in the report, without "body.": items[].total')
  }
  if (field.classify === 'enum' && field.values === undefined) {
    throw invalid(`[diff.fields] "${path}": an enum needs its values`, 'values = ["dark", "light"]')
  }
  return { path, classify: field.classify, ...(field.values === undefined ? {} : { values: field.values }) }
}

function invalid(message: string, help: string): Fault {
  return new Fault('config-invalid', `twin.toml: ${message}`, { exitCode: exitCodes.user, help })
}
