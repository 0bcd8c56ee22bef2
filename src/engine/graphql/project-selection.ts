import type { Json, JsonObject } from '#base'
import { fieldName, type SelectedField, type Selection } from '#graphql'
import { entityKey, isList, isObject, type Relations, relatedEntities, setMember, type Value, type WorldView } from '#lang'
import type { Model } from '#model'

export type GraphqlTypes = NonNullable<Model['graphql']>['types']

export interface Projection {
  readonly types: GraphqlTypes
  readonly relations: Relations
  readonly world: WorldView
  /** Name of the key field of a collection. */
  keyOf(collection: string): string
  /** What a field of an entity gives that has a route of its own; undefined where it has none. */
  nested(type: string, field: SelectedField, key: Json): { readonly value: Value; readonly type: string | undefined } | undefined
  /** Told of a field that nothing is known of: it is answered with null. */
  onMissing(field: string): void
}

const depthMax = 40

/** What a client asked for of a value: fields in its order, under its names. Entities are followed from one to the other. */
export function projectSelection(
  value: Value,
  typeName: string | undefined,
  selection: Selection | undefined,
  projection: Projection,
  depth = 0,
): Json {
  if (value === undefined || value === null || depth > depthMax) return null
  if (isList(value)) return value.map((item) => projectSelection(item, typeName, selection, projection, depth))
  if (!selection) return value
  const name =
    isObject(value) && typeof value.__typename === 'string' && Object.hasOwn(projection.types, value.__typename)
      ? value.__typename
      : typeName
  const type = name === undefined || !Object.hasOwn(projection.types, name) ? undefined : projection.types[name]
  const object = currentOf(value, type?.collection, projection)
  if (!object) return null
  const concrete = typeof object.__typename === 'string' ? object.__typename : type?.name
  const shown: Record<string, Json> = {}
  for (const field of selection) {
    if (!field.on.every((condition) => isOf(condition, concrete, type?.is, object, field))) continue
    if (field.name === '__typename') {
      if (concrete === undefined) projection.onMissing(`${name ?? 'an object'}.__typename`)
      setMember(shown, field.key, concrete ?? name ?? null)
      continue
    }
    if (field.name === 'edges' && !Object.hasOwn(object, 'edges') && isList(object.nodes)) {
      const inner = type?.fields?.nodes
      setMember(
        shown,
        field.key,
        object.nodes.map((node) => showEdge(node, inner, field.selection ?? [], projection, depth)),
      )
      continue
    }
    const key = type?.collection === undefined ? undefined : object[projection.keyOf(type.collection)]
    const nested = name !== undefined && key !== undefined ? projection.nested(name, field, key) : undefined
    const item = nested ? nested.value : read(object, field, type?.collection, projection)
    if (item === undefined) projection.onMissing(`${name ?? 'an object'}.${field.name}`)
    const inner = projectSelection(item, nested ? nested.type : type?.fields?.[field.name], field.selection, projection, depth + 1)
    if (typeof inner === 'number' && type?.texts?.includes(field.name)) {
      setMember(shown, field.key, String(inner))
      continue
    }
    const before = shown[field.key]
    setMember(shown, field.key, isObject(before) && isObject(inner) ? { ...before, ...inner } : inner)
  }
  return shown
}

/** An edge of a connection: its node, and a cursor of our own. */
function showEdge(node: Json, typeName: string | undefined, selection: Selection, projection: Projection, depth: number): JsonObject {
  const collection = typeName === undefined ? undefined : projection.types[typeName]?.collection
  const key = isObject(node) && collection !== undefined ? node[projection.keyOf(collection)] : undefined
  const edge: Record<string, Json> = {}
  for (const field of selection) {
    if (field.name === 'node') {
      setMember(edge, field.key, projectSelection(node, typeName, field.selection, projection, depth + 1))
      continue
    }
    projection.onMissing(`an edge's ${field.name}`)
    setMember(edge, field.key, field.name === 'cursor' && key !== undefined ? String(key) : null)
  }
  return edge
}

/** The entity as it is now where the value is one, or the key of one. */
function currentOf(value: Json, collection: string | undefined, { world, keyOf }: Projection): JsonObject | undefined {
  if (collection === undefined) return isObject(value) ? value : undefined
  const key = entityKey([isObject(value) ? value[keyOf(collection)] : value])
  const entity = key === undefined ? undefined : world.find(collection, key)
  return entity ?? (isObject(value) ? value : undefined)
}

function isOf(
  condition: string,
  concrete: string | undefined,
  is: readonly string[] | undefined,
  object: JsonObject,
  field: SelectedField,
): boolean {
  if (concrete === condition || (is ?? []).includes(condition)) return true
  // Of an object whose type is not known, and of one that was never asked in this way, what it has is shown.
  return (concrete === undefined || is === undefined) && Object.hasOwn(object, field.name)
}

function read(object: JsonObject, field: SelectedField, collection: string | undefined, { relations, world }: Projection): Value {
  const known = collection === undefined ? {} : relations(collection)
  const relation = Object.hasOwn(known, field.name) ? known[field.name] : undefined
  if (relation?.by !== undefined) return [...relatedEntities(object, field.name, relation, world)]
  const own = fieldName(field)
  if (Object.hasOwn(object, own)) return object[own]
  return Object.hasOwn(object, field.name) ? object[field.name] : undefined
}
