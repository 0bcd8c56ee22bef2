import type { SelectedField } from '#graphql'
import { isObject } from '#lang'
import type { Model } from '#model'
import type { Route } from '../call.ts'
import type { CollectionDraft } from '../collection/collection-draft.ts'
import type { Graph } from './infer-graph.ts'
import { fieldsAsText } from './known-types.ts'
import type { GraphType, Showing } from './type-graph.ts'

/** What the engine must know of types: which entities their objects are, and where their fields lead. */
export function describeGraph(graph: Graph): NonNullable<Model['graphql']> {
  const { names } = graph
  const collections = new Map<GraphType | undefined, CollectionDraft>([
    ...graph.collections.map((collection) => [collection.graph?.type, collection] as const),
    ...graph.known,
  ])
  const types = Object.fromEntries([...names].map(([type, name]) => [name, describeType(type, names, collections.get(type))]))
  const endpoints = new Set(graph.routes.map(({ calls }) => `/${calls[0]?.field?.endpoint.join('/')}`))
  const results: Record<string, string> = {}
  for (const route of graph.routes) {
    const given = typesOf(route, graph)
    const main = given.sort((a, b) => b.showings.length - a.showings.length).find((type) => !isError(type)) ?? given[0]
    const name = main && names.get(main)
    if (name !== undefined) results[`${route.method} ${route.pattern}`] = name
  }
  return { endpoints: [...endpoints].sort(), types, results }
}

/** The types that a field of a root, or a field of an entity, gives. */
function typesOf(route: Route, { types, names }: Graph): GraphType[] {
  const [first] = route.calls
  if (!first) return []
  if (route.method !== 'FIELD') return types.rootTypes(first)
  const [owner] = (route.segments.at(-1)?.literal ?? '').split('.')
  const type = [...names].find(([, name]) => name === owner)?.[0]
  return type?.at(first.field?.name ?? '') ?? []
}

function isError(type: GraphType): boolean {
  return [...type.names].some((name) => /(Error|Exception|Problem|Failure)$/.test(name))
}

function describeType(type: GraphType, names: ReadonlyMap<GraphType, string>, collection: CollectionDraft | undefined) {
  const fields: Record<string, string> = {}
  for (const field of type.positions.keys()) {
    const [first] = type.at(field).sort((a, b) => b.showings.length - a.showings.length)
    const name = first && names.get(first)
    if (name !== undefined) fields[field] = name
  }
  const [own] = [...type.names].sort()
  const texts = collection && !collection.graph ? fieldsAsText(type, collection) : []
  const is = supertypes(type.showings, type.names)
  return {
    ...(collection ? { collection: collection.name } : {}),
    ...(texts.length > 0 ? { texts } : {}),
    ...(own === undefined ? {} : { name: own }),
    ...(is.length > 0 ? { is } : {}),
    ...(Object.keys(fields).length > 0 ? { fields } : {}),
  }
}

/** Conditions of fragments whose fields the objects showed. */
function supertypes(showings: readonly Showing[], names: ReadonlySet<string>): string[] {
  const found = new Map<string, boolean>()
  for (const { call, object, path } of showings) {
    const selection = path.reduce<readonly SelectedField[] | undefined>(
      (fields, name) => (name === '[]' ? fields : fields?.find((field) => field.name === name)?.selection),
      call.field?.selection,
    )
    for (const { on, key, name } of selection ?? [])
      for (const condition of on) {
        if (names.has(condition) || selection?.some((other) => other.key === key && !other.on.includes(condition))) continue
        found.set(condition, (found.get(condition) ?? true) && isObject(object) && Object.hasOwn(object, name))
      }
  }
  return [...found]
    .filter(([, holds]) => holds)
    .map(([condition]) => condition)
    .sort()
}
