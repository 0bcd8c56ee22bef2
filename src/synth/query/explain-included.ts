import type { Json } from '#base'
import { isList, isObject, parseExpression, printMember, type Template, type TemplateEntry, type Value } from '#lang'
import type { Explanation, Observation } from '../explain/explanation.ts'
import type { Scope } from '../explain/scope.ts'
import { parsedMap, parsedText } from './parsed-map.ts'

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
    // One that has no such part shows none, though it is named.
    const shown = observations
      .filter(({ scope, target }) => isObject(target) && isNamed(key, parameter.read(scope)))
      .map((observation) => ({ ...observation, target: (observation.target as { readonly [name: string]: Json })[key] }))
    const explained = orCommonest(explainPart(shown, key), shown)
    missed += explained.of - explained.hits
    const test = parseExpression(testOf(key, parameter, observations))
    entries.push({ key, value: { kind: 'if', test, then: explained.template } })
  }
  return { template: { kind: 'object', entries }, hits: Math.max(0, whole.of - missed), of: whole.of }
}

/** Something in the requests that names parts. */
interface Naming {
  readonly text: string
  read(scope: Scope): Value
}

/** The parameters of the query, and what stands in those that hold a map. */
function namingsOf(observations: readonly Observation[]): Naming[] {
  const namings = new Map<string, Naming>()
  for (const { scope } of observations) {
    for (const [name, value] of Object.entries(scope.environment.query)) {
      const text = `query${printMember(name)}`
      namings.set(text, { text, read: (one) => one.environment.query[name] })
      for (const key of Object.keys(parsedMap(value) ?? {})) {
        const inner = `${parsedText(name)}${printMember(key)}`
        namings.set(inner, { text: inner, read: (one) => parsedMap(one.environment.query[name])?.[key] })
      }
    }
  }
  return [...namings.values()]
}

/** Whether a request names a part, as an expression. */
function testOf(key: string, { text, read }: Naming, observations: readonly Observation[]): string {
  const values = observations.map(({ scope }) => read(scope)).filter((value) => value !== undefined)
  const named = JSON.stringify(key)
  const isListed = values.some(isList)
  const inText = `contains(split(coalesce(${text}, ""), ","), ${named})`
  const test = isListed ? `contains(coalesce(${text}, []), ${named})` : inText
  return values.includes('*') ? `${text} == "*" || ${test}` : test
}

/** Keys that are there only where a parameter names them, with that parameter. */
function findParts(observations: readonly Observation[]): Map<string, Naming> {
  const sightings = new Map<string, number>()
  for (const { target } of observations)
    if (isObject(target)) for (const key of Object.keys(target)) sightings.set(key, (sightings.get(key) ?? 0) + 1)
  const parts = new Map<string, Naming>()
  const namings = namingsOf(observations)
  for (const [key, count] of sightings) {
    if (count < sightingsMin || count === observations.length) continue
    const has = ({ target }: Observation) => isObject(target) && Object.hasOwn(target, key)
    const found = namings.find(({ read }) => {
      const named = observations.filter(({ scope }) => isNamed(key, read(scope)))
      return (
        named.length < observations.length &&
        observations.every((one) => !has(one) || named.includes(one)) &&
        named.filter(has).length * 2 > named.length
      )
    })
    if (found) parts.set(key, found)
  }
  return parts
}

function isNamed(key: string, value: Value): boolean {
  if (isList(value)) return value.includes(key)
  return typeof value === 'string' && (value === '*' || value.split(',').includes(key))
}

function without(target: Observation['target'], parts: ReadonlyMap<string, Naming>): Observation['target'] {
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
