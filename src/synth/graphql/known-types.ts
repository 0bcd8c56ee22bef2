import { isRead, type Route } from '../call.ts'
import { type CollectionDraft, isScalar, mainKeyField } from '../collection/collection-draft.ts'
import type { Scopes } from '../explain/scope.ts'
import { sameNoun } from '../naming.ts'
import type { Timeline } from '../timeline/timeline.ts'
import { argumentValues } from './argument-links.ts'
import type { GraphSubject } from './find-subjects.ts'
import { aggregates, type GraphType, keyOf, type TypeGraph } from './type-graph.ts'

/** Types whose objects other routes of the service show in full: GraphQL beside REST, over the same entities. */
export type KnownTypes = ReadonlyMap<GraphType, CollectionDraft>

/** Finds the types that only read what another kind of routes makes: of the same name, with fields that are known there. */
export function findKnownTypes(graph: TypeGraph, collections: readonly CollectionDraft[]): KnownTypes {
  const known = new Map<GraphType, CollectionDraft>()
  const fields = new Map(collections.map((collection) => [collection, fieldsOf(collection)]))
  for (const type of graph.types()) {
    const shown = new Set(
      type.showings.flatMap(({ object }) => Object.keys(object)).filter((name) => /^\w+$/.test(name) && name !== '__typename'),
    )
    if ([...shown].every((field) => aggregates.test(field)) || !type.showings.every(({ call }) => isRead(call))) continue
    const found = collections.filter(
      (collection) => isCalled(type, collection.noun) && [...shown].every((field) => fields.get(collection)?.has(field)),
    )
    const [best] = found.sort((a, b) => showingsOf(b) - showingsOf(a))
    if (!best || showingsOf(best) < type.showings.length) continue
    // Two types of one kind of entities are one.
    const same = [...known].find(([, collection]) => collection === best)?.[0]
    if (same) same.absorb(type)
    else known.set(type, best)
  }
  return known
}

function fieldsOf({ sites, relations = {} }: CollectionDraft): Set<string> {
  const fields = new Set(Object.keys(relations))
  for (const { site } of sites) for (const { object } of site.instances) for (const field of Object.keys(object)) fields.add(field)
  return fields
}

function showingsOf({ sites }: CollectionDraft): number {
  return sites.reduce((total, { site }) => total + site.instances.length, 0)
}

function isCalled({ nouns }: GraphType, noun: string): boolean {
  const last = (name: string) => name.split(/[_-]/).at(-1) ?? name
  return [...nouns.keys()].some((name) => sameNoun(name, noun) || sameNoun(name, last(noun)))
}

/**
 * Adds the places where GraphQL shows the entities to the collections that have them. To be done once their lives are known: what is shown
 * here says nothing new of them.
 */
export function placeKnownTypes(known: KnownTypes): void {
  for (const [type, collection] of known) {
    const keyField = mainKeyField(collection) ?? 'id'
    const byPlace = Map.groupBy(type.showings, ({ call, path }) => `${call.route.method} ${call.route.pattern} ${JSON.stringify(path)}`)
    for (const showings of byPlace.values()) {
      const [first] = showings
      if (first)
        collection.sites.push({
          site: { route: first.call.route, path: first.path, instances: showings.map(({ call, object }) => ({ call, object })) },
          keyField,
        })
    }
  }
}

/** The entity whose key an argument holds, where a field of the root gives that entity. */
export function findKnownSubject(route: Route, known: KnownTypes, timeline: Timeline, scopes: Scopes): GraphSubject | undefined {
  const calls = route.calls.filter(({ status }) => status === 200)
  for (const [type, collection] of known) {
    const shown = new Set(type.showings.filter(({ call, path }) => call.route === route && path.length === 0).map(({ call }) => call))
    if (shown.size === 0) continue
    const names = new Set(calls.flatMap(({ request }) => Object.keys((request.body ?? {}) as object)))
    for (const name of names) {
      const text = `find(${JSON.stringify(collection.name)}, body.${name})`
      const right = calls.filter((call) => {
        const isThere = argumentValues(call, [name]).length > 0 && scopes.evaluate(text, scopes.create(call)) !== undefined
        return isThere === shown.has(call)
      })
      if (right.length >= calls.length * 0.8 && timeline.collections.includes(collection)) return { collection, text }
    }
  }
  return undefined
}

/** Fields that GraphQL writes as text where the entities have numbers: ids. */
export function fieldsAsText(type: GraphType, collection: CollectionDraft): string[] {
  const key = keyOf(type)
  if (key === undefined || !type.showings.every(({ object }) => object[key] === undefined || typeof object[key] === 'string')) return []
  const isNumber = collection.sites.some(({ site }) =>
    site.instances.some(({ object }) => isScalar(object[key]) && typeof object[key] === 'number'),
  )
  return isNumber ? [key] : []
}
