import type { Json, JsonObject } from '#base'
import { type Environment, entityKey, type Value, type WorldView } from './environment.ts'
import { compareValues, equal, isList, isObject, setMember } from './value.ts'

/** How a field of an entity leads to entities of another collection. */
export interface Relation {
  readonly collection: string
  /** The field of the others that holds the entity's key: there may be many of them. Without it the entity holds the key of the one other. */
  readonly by?: string | undefined
  /** Field of the entity that holds the key of the one other, where it has another name than the relation. */
  readonly via?: string | undefined
  /** Field by whose values the others come, from the last on with a leading `-`; as they were made without it. */
  readonly sort?: string | undefined
  /** Key field of the entity itself. */
  readonly ownKey: string
  /** Key field of the others. */
  readonly otherKey: string
}

export type Relations = (collection: string) => Readonly<Record<string, Relation>>

/** The entities that a relation leads to. */
export function relatedEntities(entity: JsonObject, name: string, relation: Relation, world: WorldView): readonly JsonObject[] {
  const { by } = relation
  if (by !== undefined) {
    const own = entity[relation.ownKey]
    return own === undefined
      ? []
      : inOrder(
          world.list(relation.collection).filter((other) => equal(other[by], own)),
          relation.sort,
        )
  }
  const key = entityKey([entity[relation.via ?? name]])
  const other = key === undefined ? undefined : world.find(relation.collection, key)
  return other ? [other] : []
}

function inOrder(others: readonly JsonObject[], sort: string | undefined): readonly JsonObject[] {
  if (sort === undefined) return others
  const field = sort.replace(/^-/, '')
  const way = field === sort ? 1 : -1
  return [...others].sort((one, other) => way * compareValues(one[field], other[field]))
}

/** Names with what is asked of them in turn; `*` stands for all. */
type Tree = Map<string, Tree>

/**
 * The fields of an entity that a client asks for: `id,customer.name,lines.*`, a list of such names, or nothing for all; `expand` names
 * relations to show in full beside these. Where nothing more is asked a relation shows keys.
 */
export function selectFields(
  entity: Value,
  collection: string,
  fields: Value,
  expand: Value,
  relations: Relations,
  environment: Pick<Environment, 'world'>,
): Value {
  if (!isObject(entity)) return entity
  const asked = names(fields)
  const shown = asked.filter((name) => !name.startsWith('-'))
  const tree: Tree = new Map()
  for (const name of shown.length > 0 ? shown : ['*']) plant(tree, name.split('.'))
  for (const name of names(expand)) plant(tree, [...name.split('.'), '*'])
  const hidden = new Set(asked.filter((name) => name.startsWith('-')).map((name) => name.slice(1)))
  return project(entity, collection, tree, relations, environment.world, hidden)
}

function names(value: Value): string[] {
  const texts = isList(value) ? value : typeof value === 'string' ? [value] : []
  return texts
    .flatMap((text) => (typeof text === 'string' ? text.split(',') : []))
    .map((text) => text.trim())
    .filter((text) => text !== '')
}

function plant(tree: Tree, path: readonly string[]): void {
  const [name, ...rest] = path
  if (name === undefined || name === '') return
  const inner = tree.get(name) ?? new Map()
  tree.set(name, inner)
  plant(inner, rest)
}

const none: ReadonlySet<string> = new Set()

function project(
  entity: JsonObject,
  collection: string | undefined,
  tree: Tree,
  relations: Relations,
  world: WorldView,
  hidden = none,
): JsonObject {
  const known = collection === undefined ? {} : relations(collection)
  const every = tree.get('*')
  const shown: Record<string, Json> = {}
  for (const name of new Set([...(every ? [...Object.keys(entity), ...manyNames(known)] : []), ...tree.keys()])) {
    if (name === '*' || hidden.has(name)) continue
    const inner = tree.get(name)
    const value = show(
      entity,
      name,
      inner && inner.size > 0 ? inner : every && every.size > 0 ? every : undefined,
      Object.hasOwn(known, name) ? known[name] : undefined,
      relations,
      world,
    )
    if (value !== undefined) setMember(shown, name, value)
  }
  return shown
}

/** Relations to many are fields like others. */
function manyNames(relations: Readonly<Record<string, Relation>>): string[] {
  return Object.keys(relations).filter((name) => relations[name]?.by !== undefined)
}

function show(
  entity: JsonObject,
  name: string,
  inner: Tree | undefined,
  relation: Relation | undefined,
  relations: Relations,
  world: WorldView,
): Value {
  const value = Object.hasOwn(entity, name) ? entity[name] : undefined
  if (!relation) return inner ? within(value, inner, relations, world) : value
  const others = relatedEntities(entity, name, relation, world)
  if (relation.by !== undefined) {
    return others.map((other) =>
      inner ? project(other, relation.collection, inner, relations, world) : (other[relation.otherKey] ?? null),
    )
  }
  if (!inner) return value
  return others[0] ? project(others[0], relation.collection, inner, relations, world) : value
}

/** Parts of a field that is no relation. */
function within(value: Value, inner: Tree, relations: Relations, world: WorldView): Value {
  if (isObject(value)) return project(value, undefined, inner, relations, world)
  return isList(value) ? value.map((item) => within(item, inner, relations, world) ?? null) : value
}
