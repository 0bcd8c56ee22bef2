import { isList, isObject, parseExpression, printMember, type Template, type Value } from '#lang'
import { isScalar } from '../collection/collection-draft.ts'
import { isListSite, valueIn } from '../collection/sites.ts'
import { tagFieldOf } from '../collection/type-tags.ts'
import type { Explanation, Observation } from '../explain/explanation.ts'
import type { OperationDraft } from './operation-draft.ts'

type Explain = (observations: readonly Observation[]) => Explanation

/** So many of the things in a list must be referred to in the rest of the answer. */
const referredShareMin = 0.9

/**
 * What is shown since something refers to it by kind and key, as JSON:API has it, by its place in the body: what a compound document includes
 * besides, and what the last word of a path names of the entity before it. These are no lists of a collection's members.
 */
export function learnCompound(draft: OperationDraft): Map<string, Explain> {
  const special = new Map<string, Explain>()
  const field = tagFieldOf(draft.timeline.collections)
  const route = draft.variant.calls[0]?.route
  if (field === undefined || route === undefined) return special
  for (const collection of draft.timeline.collections) {
    for (const { site, keyField } of collection.sites) {
      const path = isListSite(site) ? site.path.slice(0, -1) : site.path
      // Where nothing is shown, it would stand where an entity does.
      const mayShow = path.length <= 1 && (site.route === route || (!isListSite(site) && holds(draft, path)))
      const related = mayShow ? findRelated(draft, path, field, keyField) : undefined
      if (related) special.set(path.join('.'), related)
      if (site.route !== route || !isListSite(site) || site.path.length !== 2 || special.has(path.join('.'))) continue
      if (!isReferredTo(draft, path, field, keyField)) continue
      special.set(path.join('.'), (observations) => explainCompound(draft, observations, field, keyField))
    }
  }
  return special
}

function holds({ variant }: OperationDraft, path: readonly string[]): boolean {
  return variant.calls.some(({ body }) => {
    const value = valueIn(body.value, path)
    return isList(value) || isObject(value)
  })
}

/** So many of the calls must be answered with what the entity of the path refers to. */
const relatedShareMin = 0.8

/** Whether the last word of the path names what the entity before it refers to, one or many: `/articles/{id}/author`. */
function findRelated(draft: OperationDraft, path: readonly string[], field: string, keyField: string): Explain | undefined {
  const { calls } = draft.variant
  const segments = calls[0]?.route.segments ?? []
  const name = segments.at(-1)?.literal
  const subject = draft.timeline.collections.find(({ space }) => space !== undefined && space === segments.at(-2)?.space)
  if (name === undefined || subject === undefined) return undefined
  const observations = calls.map((call) => ({ scope: draft.scope(call), target: valueIn(call.body.value, path) }))
  const texts = ['', ', "kept"'].flatMap((order) => {
    const list = `referred(${subject.name}, ${JSON.stringify(name)}, ${kindsText(draft, field)}${order})`
    return [list, `coalesce(first(${list}), null)`]
  })
  const rated = texts.map((text) => ({ text, hits: hitsOf(draft, text, observations, field, keyField) })).sort((a, b) => b.hits - a.hits)
  const [best] = rated
  if (!best || best.hits === 0 || best.hits < observations.length * relatedShareMin) return undefined
  const template: Template = { kind: 'expression', expression: parseExpression(best.text) }
  return (some) => ({ template, hits: hitsOf(draft, best.text, some, field, keyField), of: some.length })
}

/** The arguments that say which collections the kinds are. */
function kindsText({ timeline }: OperationDraft, field: string): string {
  const kinds = timeline.collections.flatMap(({ name, tag }) =>
    tag?.field === field ? [`${JSON.stringify(tag.value)}: ${JSON.stringify(name)}`] : [],
  )
  return `${JSON.stringify(field)}, {${kinds.join(', ')}}`
}

/** Observations in which an expression gives the entities that are shown, by kind and key. */
function hitsOf(draft: OperationDraft, text: string, observations: readonly Observation[], field: string, keyField: string): number {
  const keyOf = (item: Value) => (isObject(item) ? `${item[field]} ${item[keyField]}` : String(item))
  const keysOf = (value: Value) => (isList(value) ? `[${value.map(keyOf).join()}]` : keyOf(value))
  return observations.filter(({ scope, target }) => keysOf(draft.context.scopes.evaluate(text, scope)) === keysOf(target)).length
}

function isReferredTo({ variant }: OperationDraft, path: readonly string[], field: string, keyField: string): boolean {
  let all = 0
  let referred = 0
  for (const { body } of variant.calls) {
    const list = valueIn(body.value, path)
    if (!isList(list) || !isObject(body.value)) continue
    const { [path[0] ?? '']: _, ...rest } = body.value
    const references = new Set<string>()
    collectReferences(rest, field, keyField, references)
    for (const item of list) {
      all++
      if (isObject(item) && references.has(`${item[field]} ${item[keyField]}`)) referred++
    }
  }
  return all > 0 && referred >= all * referredShareMin
}

function collectReferences(value: Value, field: string, keyField: string, into: Set<string>): void {
  if (isList(value)) for (const item of value) collectReferences(item, field, keyField, into)
  else if (isObject(value)) {
    if (typeof value[field] === 'string' && isScalar(value[keyField])) into.add(`${value[field]} ${value[keyField]}`)
    for (const item of Object.values(value)) collectReferences(item, field, keyField, into)
  }
}

/** The things to which the entities of the answer refer under names that a parameter lists, or under the same names always. */
function explainCompound(draft: OperationDraft, observations: readonly Observation[], field: string, keyField: string): Explanation {
  const kinds = kindsText(draft, field)
  let best: { text: string; hits: number } | undefined
  for (const root of rootsOf(observations)) {
    for (const names of namesOf(observations)) {
      for (const order of ['', ', "kept"']) {
        const included = `referred(${root}, ${names}, ${kinds}${order})`
        // Where nothing is asked for, the list is not there, or empty.
        for (const text of [included, `coalesce(${included}, [])`]) {
          const hits = hitsOf(draft, text, observations, field, keyField)
          if (!best || hits > best.hits) best = { text, hits }
        }
      }
    }
  }
  return {
    template: { kind: 'expression', expression: parseExpression(best?.text ?? '[]') },
    hits: best?.hits ?? 0,
    of: observations.length,
  }
}

/** What may refer: the members of the page, and each entity at hand. */
function rootsOf(observations: readonly Observation[]): string[] {
  const locals = observations.map(({ scope }) => scope.environment.locals)
  const names = new Set(locals.flatMap((each) => Object.keys(each)))
  return [...names].map((name) => (locals.some((each) => isObject(each[name]) && isList(each[name].items)) ? `${name}.items` : name))
}

/** Parameters that list names. */
function namesOf(observations: readonly Observation[]): string[] {
  const texts = new Set<string>()
  for (const { scope } of observations)
    for (const [name, value] of Object.entries(scope.environment.query))
      if (typeof value === 'string' && /^[\w.,-]+$/.test(value)) texts.add(`query${printMember(name)}`)
  return [...texts]
}
