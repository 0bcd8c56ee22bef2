import type { Json, JsonObject } from '#base'
import { isList, isObject } from '#lang'
import type { Call } from '../call.ts'
import type { CollectionDraft, LinkedSite } from '../collection/collection-draft.ts'
import type { Instance } from '../collection/sites.ts'
import { type AskedNames, askedNames } from '../explain/asked-names.ts'
import { isOfKind, ownKey } from './field-kinds.ts'
import { type Copies, withoutCopies } from './foreign-copies.ts'
import { endsInSpace, parameterOf } from './track.ts'

export interface Reading {
  readonly call: Call
  readonly parts: readonly Json[]
  readonly value: JsonObject
  /** Shows the whole entity: what is missing is not there. */
  readonly whole: boolean
  /** Fields that this place leaves out of entities that have them. */
  readonly hidden?: ReadonlySet<string> | undefined
  /** Shows what is left of an entity that was deleted. */
  readonly gone?: boolean
}

export function read(
  collection: CollectionDraft,
  linked: LinkedSite,
  main: LinkedSite | undefined,
  kinds: ReadonlyMap<string, string>,
  renames: ReadonlyMap<string, string>,
  copies: Copies,
  { call, object, within }: Instance,
): Reading | undefined {
  const own = ownKey(object[linked.keyField], main)
  if (own === undefined) return undefined
  const parents: readonly (Json | undefined)[] = within ?? collection.parents.map((space) => parameterOf(call, space))
  if (parents.includes(undefined)) return undefined
  const value: Record<string, Json> = {}
  for (const [name, item] of Object.entries(object)) {
    const field = renames.get(name) ?? name
    const kind = kinds.get(field)
    if (name === linked.keyField) {
      value[field] = own
      continue
    }
    if (collection.partFields?.has(field)) continue
    const relation = collection.relations?.[field]
    if (relation) {
      // What is made of others is no value of its own; of another entity that is shown in full only the key is.
      const key = isObject(item) ? item[relation.key] : item
      if (relation.by === undefined && key !== undefined && !isList(key)) value[field] = key
      continue
    }
    // Of a part that is shown as far as it is asked for, the rest is not known.
    if (isObject(item) && isAsked(call, item)) continue
    if (kind !== undefined && isOfKind(item, kind)) value[field] = withoutCopies(field, item, copies)
  }
  const whole =
    Object.keys(call.request.query).length === 0 &&
    !isAsked(call, object) &&
    (linked === main || isWholeView(object, kinds) || showsAll(linked, kinds))
  const isKept = (collection.softDeletes?.size ?? 0) > 0
  const gone = !isKept && !endsInSpace(call.route, collection) && isMarkedDeleted(object)
  return { call, parts: [...(parents as Json[]), own], value, whole: whole && !gone, gone }
}

/** Whether an object says of itself that it was deleted. */
function isMarkedDeleted(object: JsonObject): boolean {
  return Object.entries(object).some(([key, value]) => value === true && /^_?(is_?)?(deleted|removed)$/i.test(key))
}

/** Whether the request lists the very fields that are shown: others may be there. */
function isAsked(call: Call, object: JsonObject): boolean {
  const keys = Object.keys(object)
  // Nothing was asked of what is empty.
  return keys.length > 0 && askedOf(call).some(({ names }) => names.size <= keys.length + 3 && keys.every((key) => names.has(key)))
}

const asked = new WeakMap<Call, AskedNames[]>()

function askedOf(call: Call): AskedNames[] {
  let names = asked.get(call)
  if (!names) {
    names = askedNames(call.request)
    asked.set(call, names)
  }
  return names
}

const shownFields = new WeakMap<LinkedSite, ReadonlySet<string>>()

/** Whether a place shows all fields at one time or another: then one that it does not show is not there. */
function showsAll(linked: LinkedSite, kinds: ReadonlyMap<string, string>): boolean {
  if (linked.site.path.includes('[]')) return false
  let shown = shownFields.get(linked)
  if (!shown) {
    const plain = linked.site.instances.filter(({ call }) => Object.keys(call.request.query).length === 0)
    shown = new Set(plain.flatMap(({ object }) => Object.keys(object)))
    shownFields.set(linked, shown)
  }
  const known = shown
  return kinds.size >= 3 && [...kinds.keys()].every((field) => known.has(field))
}

function isWholeView(object: JsonObject, kinds: ReadonlyMap<string, string>): boolean {
  const shown = Object.keys(object).filter((field) => kinds.has(field)).length
  return shown >= 2 && shown >= kinds.size * 0.9
}
