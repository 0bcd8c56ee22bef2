import type { Json, JsonObject } from '#base'
import { isObject, setMember } from '#lang'
import { isScalar } from '../collection/collection-draft.ts'
import { type GraphType, keyOf, type Showing, type TypeGraph } from './type-graph.ts'

const tellingMin = 3

/**
 * Objects that are shown without their key, and have what one entity alone was shown with, are that entity: they get its key. The engine
 * shows what is selected, so that a key which was not asked for does no harm.
 */
export function recogniseEntities(graph: TypeGraph): void {
  for (const type of graph.types()) {
    const keyField = keyOf(type)
    const bare = keyField === undefined ? [] : type.showings.filter(({ object }) => !isScalar(object[keyField]))
    if (keyField === undefined || bare.length === 0) continue
    const own = indexKeys(type, keyField, ({ call }) => String(call.session))
    const all = indexKeys(type, keyField, () => '')
    for (const { object, call, path } of bare) {
      // What a field of the root gives has what its arguments ask for.
      const asked = path.length === 0 && isObject(call.request.body) ? argumentsIn(call.request.body, own, String(call.session)) : {}
      const shown = { ...asked, ...object }
      const key = findKey(shown, own, String(call.session)) ?? findKey(shown, all, '')
      if (key !== undefined) setMember(object as Record<string, Json>, keyField, key)
    }
  }
}

/** The arguments under whose name entities were shown with that value. */
function argumentsIn(args: JsonObject, index: Index, scope: string): JsonObject {
  return Object.fromEntries(Object.entries(args).filter(([name, value]) => isScalar(value) && index.has(idOf(scope, name, value))))
}

type Index = ReadonlyMap<string, ReadonlySet<Json>>

/** By place and value, the keys of the entities that were shown with it. */
function indexKeys(type: GraphType, keyField: string, scopeOf: (showing: Showing) => string): Index {
  const index = new Map<string, Set<Json>>()
  for (const showing of type.showings) {
    const key = showing.object[keyField]
    if (!isScalar(key)) continue
    for (const [field, value] of Object.entries(showing.object)) {
      if (!isScalar(value)) continue
      const id = idOf(scopeOf(showing), field, value)
      index.set(id, (index.get(id) ?? new Set<Json>()).add(key))
    }
  }
  return index
}

function idOf(scope: string, field: string, value: Json): string {
  return JSON.stringify([scope, field, String(value)])
}

/** The one key under which all of these values were shown; undefined where they tell nothing, or there are several. */
function findKey(object: JsonObject, index: Index, scope: string): Json | undefined {
  const told = Object.entries(object).filter(([field, value]) => field !== '__typename' && isScalar(value))
  if (!told.some(([, value]) => typeof value === 'string' && value.length >= tellingMin)) return undefined
  const sets = told.map(([field, value]) => index.get(idOf(scope, field, value as Json)))
  const [first, ...rest] = sets
  const keys = [...(first ?? [])].filter((key) => rest.every((set) => set?.has(key)))
  return keys.length === 1 ? keys[0] : undefined
}
