import type { Json } from '#base'
import { isList, isObject, parseExpression, type Template, type TemplateEntry } from '#lang'
import type { Explanation, Observation } from '../explain/explanation.ts'
import { wishesOf } from './parameters.ts'

/** Explains observations of one part. */
export type Explain = (observations: readonly Observation[], key: string) => Explanation

const sightingsMin = 1
/** So many of those that are asked for must be shown. */
const shownShareMin = 0.6
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
  for (const [key, wish] of parts) {
    const asked = observations
      .filter(({ target, scope }) => isObject(target) && isNamed(key, valueOf(wish, scope)))
      .map((observation) => ({ ...observation, target: (observation.target as { readonly [name: string]: Json })[key] }))
    const explained = orCommonest(explainPart(asked, key), asked)
    missed += explained.of - explained.hits
    entries.push({ key, value: { kind: 'if', test: parseExpression(testOf(key, wish, observations)), then: explained.template } })
  }
  return { template: { kind: 'object', entries }, hits: Math.max(0, whole.of - missed), of: whole.of }
}

/** Keys that are there only where a wish names them, most of the time then, with the expression of that wish. What it leads to may not be there. */
function findParts(observations: readonly Observation[]): Map<string, string> {
  const sightings = new Map<string, number>()
  for (const { target } of observations)
    if (isObject(target)) for (const key of Object.keys(target)) sightings.set(key, (sightings.get(key) ?? 0) + 1)
  const parts = new Map<string, string>()
  const wishes = new Set(observations.flatMap(({ scope }) => wishesOf(scope.environment.query).map(({ text }) => text)))
  for (const [key, count] of sightings) {
    if (count < sightingsMin || count === observations.length) continue
    const found = [...wishes].find((wish) => {
      let asked = 0
      for (const { scope, target } of observations) {
        const isShown = isObject(target) && Object.hasOwn(target, key)
        if (isNamed(key, valueOf(wish, scope))) asked++
        else if (isShown) return false
      }
      return count >= asked * shownShareMin
    })
    if (found !== undefined) parts.set(key, found)
  }
  return parts
}

function valueOf(wish: string, { environment }: Observation['scope']): Json | undefined {
  return wishesOf(environment.query).find(({ text }) => text === wish)?.value
}

function isNamed(key: string, value: Json | undefined): boolean {
  if (isList(value)) return value.includes(key)
  return typeof value === 'string' && (value === '*' || value.split(',').includes(key))
}

/** The test that a wish names a key, in the forms in which it came: a text with commas, a list, a star for all. */
function testOf(key: string, wish: string, observations: readonly Observation[]): string {
  const values = observations.map(({ scope }) => valueOf(wish, scope))
  const quoted = JSON.stringify(key)
  const listed = values.some(isList) ? [`type(${wish}) == "list" && contains(${wish}, ${quoted})`] : []
  const named =
    values.some((value) => typeof value === 'string') || listed.length === 0
      ? [`contains(split(coalesce(${wish}, ""), ","), ${quoted})`]
      : []
  return [...(values.includes('*') ? [`${wish} == "*"`] : []), ...listed, ...named].join(' || ')
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
