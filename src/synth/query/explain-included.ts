import type { Json } from '#base'
import { isList, isObject, parseExpression, printMember, type Template, type TemplateEntry } from '#lang'
import type { Explanation, Observation } from '../explain/explanation.ts'

/** Explains observations of one part. */
export type Explain = (observations: readonly Observation[], key: string) => Explanation

const sightingsMin = 1
const sureShare = 0.8

/**
 * Explains an object some of whose parts are there only when a parameter names them: `include=journals,children`. `explainWhole` explains
 * the rest, `explainPart` each such part; undefined where no parameter does that.
 */
export function explainIncluded(
  observations: readonly Observation[],
  explainWhole: (rest: readonly Observation[]) => Explanation,
  explainPart: Explain,
): Explanation | undefined {
  const parts = findParts(observations)
  if (parts.size === 0) return undefined
  const rest = observations.map((observation) => ({ ...observation, target: without(observation.target, parts) }))
  const whole = explainWhole(rest)
  const entries: TemplateEntry[] = [...entriesOf(whole.template)]
  let missed = whole.of - whole.hits
  for (const [key, parameter] of parts) {
    const shown = observations
      .filter(({ target }) => isObject(target) && Object.hasOwn(target, key))
      .map((observation) => ({ ...observation, target: (observation.target as { readonly [name: string]: Json })[key] }))
    const explained = orCommonest(explainPart(shown, key), shown)
    missed += explained.of - explained.hits
    const named = `contains(split(coalesce(${parameter}, ""), ","), ${JSON.stringify(key)})`
    const test = parseExpression(asksForAll(parameter, observations) ? `${parameter} == "*" || ${named}` : named)
    entries.push({ key, value: { kind: 'if', test, then: explained.template } })
  }
  return { template: { kind: 'object', entries }, hits: Math.max(0, whole.of - missed), of: whole.of }
}

/** Keys that are there where a parameter names them and nowhere else, with that parameter. */
function findParts(observations: readonly Observation[]): Map<string, string> {
  const sightings = new Map<string, number>()
  for (const { target } of observations)
    if (isObject(target)) for (const key of Object.keys(target)) sightings.set(key, (sightings.get(key) ?? 0) + 1)
  const parts = new Map<string, string>()
  for (const [key, count] of sightings) {
    if (count < sightingsMin || count === observations.length) continue
    const names = new Set(observations.flatMap(({ scope }) => Object.keys(scope.environment.query)))
    const found = [...names].find((name) =>
      observations.every(
        ({ scope, target }) => isNamed(key, scope.environment.query[name]) === (isObject(target) && Object.hasOwn(target, key)),
      ),
    )
    if (found !== undefined) parts.set(key, `query${printMember(found)}`)
  }
  return parts
}

function isNamed(key: string, value: Json | undefined): boolean {
  return typeof value === 'string' && (value === '*' || value.split(',').includes(key))
}

function asksForAll(parameter: string, observations: readonly Observation[]): boolean {
  return observations.some(({ scope }) =>
    Object.entries(scope.environment.query).some(([name, value]) => value === '*' && `query${printMember(name)}` === parameter),
  )
}

function without(target: Observation['target'], parts: ReadonlyMap<string, string>): Observation['target'] {
  return isObject(target) ? Object.fromEntries(Object.entries(target).filter(([key]) => !parts.has(key))) : target
}

function entriesOf(template: Template): readonly TemplateEntry[] {
  if (template.kind === 'object') return template.entries
  if (template.kind === 'expression') return [{ spread: template.expression }]
  if (template.kind === 'literal' && isObject(template.value))
    return Object.entries(template.value).map(([key, value]) => ({ key, value: { kind: 'literal', value } }))
  return []
}

/** A list that can't be explained is best shown as it mostly is: empty. */
function orCommonest(explained: Explanation, shown: readonly Observation[]): Explanation {
  const empty = shown.filter(({ target }) => isList(target) && target.length === 0).length
  const isLists = shown.every(({ target }) => isList(target))
  return isLists && explained.hits < explained.of * sureShare
    ? { template: { kind: 'literal', value: [] }, hits: empty, of: shown.length }
    : explained
}
