import type { SelectedField } from '#graphql'
import { isObject } from '#lang'
import type { Model } from '#model'
import type { CollectionDraft } from '../collection/collection-draft.ts'
import { toWords } from './field-nouns.ts'
import type { Graph } from './infer-graph.ts'
import type { GraphType, Showing } from './type-graph.ts'

/** What the engine must know of types: which entities their objects are, and where their fields lead. */
export function describeGraph(graph: Graph): NonNullable<Model['graphql']> {
  const names = nameTypes(graph)
  const collections = new Map(graph.collections.map((collection) => [collection.graph?.type, collection]))
  const types = Object.fromEntries([...names].map(([type, name]) => [name, describeType(type, names, collections.get(type))]))
  const endpoints = new Set(graph.routes.map(({ calls }) => `/${calls[0]?.field?.endpoint.join('/')}`))
  const results: Record<string, string> = {}
  for (const route of graph.routes) {
    const [first] = route.calls
    const given = first ? graph.types.rootTypes(first) : []
    const main = given.sort((a, b) => b.showings.length - a.showings.length).find((type) => !isError(type)) ?? given[0]
    const name = main && names.get(main)
    if (name !== undefined) results[`${route.method} ${route.pattern}`] = name
  }
  return { endpoints: [...endpoints].sort(), types, results }
}

function isError(type: GraphType): boolean {
  return [...type.names].some((name) => /(Error|Exception|Problem|Failure)$/.test(name))
}

function nameTypes(graph: Graph): Map<GraphType, string> {
  const names = new Map<GraphType, string>()
  const taken = new Set<string>()
  const types = graph.types.types().filter((type) => type.showings.length > 0)
  for (const type of [...types].sort((a, b) => b.names.size - a.names.size)) {
    const [own] = [...type.names].sort()
    const noun = [...type.nouns].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]?.[0] ?? 'result'
    const base = own ?? pascal(noun)
    let name = base
    for (let count = 2; taken.has(name); count++) name = `${base}${count}`
    taken.add(name)
    names.set(type, name)
  }
  return names
}

function pascal(noun: string): string {
  return toWords(noun)
    .split('_')
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('')
}

function describeType(type: GraphType, names: ReadonlyMap<GraphType, string>, collection: CollectionDraft | undefined) {
  const fields: Record<string, string> = {}
  for (const field of type.positions.keys()) {
    const [first] = type.at(field).sort((a, b) => b.showings.length - a.showings.length)
    const name = first && names.get(first)
    if (name !== undefined) fields[field] = name
  }
  const [own] = [...type.names].sort()
  const is = supertypes(type.showings, type.names)
  return {
    ...(collection ? { collection: collection.name } : {}),
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
