import { equal, isList, isObject, printMember, type Value } from '#lang'
import { type CollectionDraft, isScalar, mainKeyField } from '../collection/collection-draft.ts'
import { toTemplate } from './explain-value.ts'
import type { Explanation, Observation } from './explanation.ts'
import type { ExplainContext } from './explanation-context.ts'

const shareMin = 0.9
const sourcesMax = 6

/**
 * A list that an entity keeps and a write ties things to or parts things from: what the request names comes in, or goes. Its items are the things
 * (`labels: [{id, name}]`), in the order in which these are kept or in that in which they came, or words (`tags: ["a"]`).
 */
export function explainMembers(
  observations: readonly Observation[],
  context: ExplainContext,
  path: readonly string[],
): Explanation | undefined {
  const lists = observations.flatMap(({ target }) => (isList(target) ? [target] : []))
  const [sample] = lists.find((list) => list.length > 0) ?? []
  if (sample === undefined || lists.length < observations.length) return undefined
  // What is made has no list yet.
  const isChange = observations.every(({ scope }) => isObject(scope.environment.locals.self))
  const kept = isChange ? `coalesce(self${printMember(path.at(-1) ?? '')}, [])` : undefined
  const sources = sourcesOf(observations)
  const texts = isObject(sample)
    ? [
        ...(kept === undefined ? [] : madeNames(observations).map((name) => `concat(${kept}, [${name}])`)),
        ...collectionsOf(observations, context).flatMap((collection) => thingTexts(kept, sources, collection)),
      ]
    : kept === undefined
      ? []
      : wordTexts(kept, sources)
  let best: { text: string; hits: number } | undefined
  for (const text of texts) {
    const hits = hitsOf(text, kept, observations, context)
    if (hits > (best?.hits ?? 0)) best = { text, hits }
  }
  if (!best || best.hits < observations.length * shareMin) return undefined
  return { template: toTemplate(best.text), hits: best.hits, of: observations.length }
}

/** Names of the entities at hand, of which one may have been made to come into the list. */
function madeNames(observations: readonly Observation[]): string[] {
  const locals = Object.entries(observations[0]?.scope.environment.locals ?? {})
  return locals.flatMap(([name, value]) => (isObject(value) && name !== 'self' && name !== 'was' ? [name] : []))
}

interface Source {
  readonly text: string
  readonly isList: boolean
}

/** What requests name things with: lists of keys, and keys, in the body and in the path. */
function sourcesOf(observations: readonly Observation[]): Source[] {
  const found = new Map<string, boolean>()
  for (const { scope } of observations) {
    const { body, path } = scope.environment
    for (const [name, value] of Object.entries(path)) if (isScalar(value)) found.set(`path${printMember(name)}`, false)
    if (isList(body)) found.set('body', true)
    for (const [name, value] of Object.entries(isObject(body) ? body : {}))
      if (isScalar(value) || (isList(value) && value.every(isScalar))) found.set(`body${printMember(name)}`, isList(value))
  }
  return [...found].slice(0, sourcesMax).map(([text, list]) => ({ text, isList: list }))
}

/** Collections whose entities the items are. */
function collectionsOf(observations: readonly Observation[], context: ExplainContext): CollectionDraft[] {
  return context.scopes.timeline.collections.filter((collection) => {
    const key = mainKeyField(collection)
    if (key === undefined || collection.parents.length > 0) return false
    const items = observations.flatMap(({ scope, target }) =>
      isList(target) ? target.map((item) => ({ world: scope.environment.world, item })) : [],
    )
    const known = items.filter(({ world, item }) => isObject(item) && equal(world.find(collection.name, String(item[key])), item))
    return known.length >= items.length * shareMin
  })
}

function thingTexts(kept: string | undefined, sources: readonly Source[], collection: CollectionDraft): string[] {
  const name = JSON.stringify(collection.name)
  const key = printMember(mainKeyField(collection) ?? 'id')
  const isKept = `${kept}.exists(o, o${key} == e${key})`
  return sources.flatMap(({ text, isList: isMany }) => {
    const named = isMany ? `contains(${text}, e${key})` : `string(e${key}) == string(${text})`
    const found = isMany ? `${text}.map(k, find(${name}, k))` : `[find(${name}, ${text})]`
    const chosen = `list(${name}).filter(e, ${named})`
    if (kept === undefined) return [chosen]
    return [
      chosen,
      `${kept}.filter(e, !(${named}))`,
      `list(${name}).filter(e, ${named} || ${isKept})`,
      `distinct(concat(${kept}, ${found}))`,
    ]
  })
}

function wordTexts(kept: string, sources: readonly Source[]): string[] {
  return sources.flatMap(({ text, isList: isMany }) => {
    const all = `concat(${kept}, ${isMany ? text : `[${text}]`})`
    const removed = `${kept}.filter(e, ${isMany ? `!contains(${text}, e)` : `string(e) != string(${text})`})`
    return [removed, `distinct(${all})`, all, `sort(distinct(${all}))`, `sort(${all})`]
  })
}

/** Observations that an expression gives; none where it never says anything else than what was there. */
function hitsOf(text: string, kept: string | undefined, observations: readonly Observation[], context: ExplainContext): number {
  let hits = 0
  let told = 0
  for (const { scope, target } of observations) {
    const given: Value = context.scopes.evaluate(text, scope)
    if (!equal(given, target)) continue
    hits++
    if (!equal(given, kept === undefined ? [] : context.scopes.evaluate(kept, scope))) told++
  }
  return told >= 2 ? hits : 0
}
