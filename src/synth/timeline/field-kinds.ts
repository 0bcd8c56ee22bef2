import type { Json, JsonObject } from '#base'
import { looksRandom } from '#compare'
import { isList, isObject } from '#lang'
import { type CollectionDraft, isScalar, type LinkedSite } from '../collection/collection-draft.ts'
import type { Instance, Site } from '../collection/sites.ts'
import { endsInSpace } from './track.ts'

/** The site that shows most of an entity: of those that read one entity by its path, else of all. */
export function mainSite(collection: CollectionDraft): LinkedSite | undefined {
  const width = ({ site }: LinkedSite) =>
    site.instances.reduce((total, { object }) => total + Object.keys(object).length, 0) / site.instances.length
  const items = collection.sites.filter(({ site }) => site.route.method === 'GET' && endsInSpace(site.route, collection))
  const pool = items.length > 0 ? items : collection.sites
  return [...pool].sort((a, b) => width(b) - width(a))[0]
}

/** The usual kind of each field of an entity: reading them in another kind (expanded, joined) is not a reading of the field. */
export function fieldKinds(collection: CollectionDraft, main: LinkedSite): Map<string, string> {
  const width = new Set(main.site.instances.flatMap(({ object }) => Object.keys(object)))
  const counts = new Map<string, Map<string, number>>()
  for (const { site } of collection.sites) {
    const issued = issuedFields(site)
    for (const { call, object } of site.instances) {
      const weight = Object.keys(call.request.query).length === 0 ? 100 : 1
      for (const [field, value] of Object.entries(object)) {
        const isElsewhere = collection.sites.length > 1 && site !== main.site && !issued.has(field)
        if (!width.has(field) && isElsewhere && !isWide(object, width)) continue
        const kind = kindOf(value)
        // What is always null is a field, too.
        if (kind === 'null') {
          if (!counts.has(field)) counts.set(field, new Map([['null', 0]]))
          continue
        }
        const kinds = counts.get(field) ?? new Map<string, number>()
        // An empty list may be one of anything.
        kinds.set(kind, (kinds.get(kind) ?? 0) + (isList(value) && value.length === 0 ? 0.001 : weight))
        counts.set(field, kinds)
      }
    }
  }
  const plain = main.site.instances.filter(({ call }) => Object.keys(call.request.query).length === 0)
  const shownUnasked = new Set(
    collection.sites.flatMap(({ site }) =>
      site.instances.flatMap(({ call, object }) => (Object.keys(call.request.query).length === 0 ? Object.keys(object) : [])),
    ),
  )
  const plainKeys = new Set(plain.map((instance) => entityOf(instance, main.keyField)))
  const showers = new Map<string, Set<string>>()
  for (const { site, keyField } of collection.sites)
    for (const instance of site.instances)
      for (const field of Object.keys(instance.object)) {
        const entities = showers.get(field) ?? new Set()
        showers.set(field, entities.add(entityOf(instance, keyField)))
      }
  // An entity that shows the field at times, and not where nothing is asked for.
  const isHidden = (field: string) => [...(showers.get(field) ?? [])].some((entity) => plainKeys.has(entity))
  const asked = (field: string) =>
    plain.length >= 3 &&
    !plain.some(({ object }) => Object.hasOwn(object, field)) &&
    (!shownUnasked.has(field) || (main.site.instances.some(({ object }) => Object.hasOwn(object, field)) && isHidden(field)))
  // A field that is shown only when a parameter asks for it is a view of something else.
  return new Map(
    [...counts]
      .filter(([field]) => !asked(field))
      .map(([field, kinds]) => [field, [...kinds].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 'null']),
  )
}

/** Shorter texts may be anything. */
const issuedMin = 16

/** Long texts that only the answer to a write shows, another one each time: tokens and keys that are told once. */
function issuedFields({ route, instances }: Site): Set<string> {
  if (route.method !== 'POST' || instances.length < 2) return new Set()
  const names = Object.keys(instances[0]?.object ?? {})
  return new Set(
    names.filter((name) => {
      const values = instances.map(({ object }) => object[name])
      const isLong = values.every((value) => typeof value === 'string' && value.length >= issuedMin && !/\s/.test(value))
      return isLong && new Set(values).size === values.length && values.every((value) => looksRandom(String(value)))
    }),
  )
}

/** One text for an entity of a session. */
function entityOf({ call, object }: Instance, keyField: string): string {
  return `${call.session} ${String(object[keyField])}`
}

/** Whether an object shows at least half of the fields of the main site: another detail view of the same entity. */
function isWide(object: JsonObject, width: ReadonlySet<string>): boolean {
  const shared = Object.keys(object).filter((field) => width.has(field)).length
  return shared >= 3 && shared * 2 >= Math.min(width.size, Object.keys(object).length)
}

export function isOfKind(value: Json, kind: string): boolean {
  return value === null || kindOf(value) === kind || (isList(value) && value.length === 0 && kind === 'objects')
}

function kindOf(value: Json): string {
  if (value === null) return 'null'
  if (isList(value)) return value.some(isObject) ? 'objects' : 'list'
  return isObject(value) ? 'object' : 'scalar'
}

/** Fields that another view shows under another name: `rev` of an answer to a write is `_rev` of the document. */
export function inferRenames(linked: LinkedSite, main: LinkedSite, kinds: ReadonlyMap<string, string>): Map<string, string> {
  const renames = new Map<string, string>(
    linked.keyField === main.keyField || Object.hasOwn(linked.site.instances[0]?.object ?? {}, main.keyField)
      ? []
      : [[linked.keyField, main.keyField]],
  )
  const votes = new Map<string, Map<string, Set<string>>>()
  const shown = Map.groupBy(main.site.instances, ({ call, object }) => `${call.session} ${String(object[main.keyField])}`)
  let pairs = 0
  for (const { call, object } of linked.site.instances) {
    const key = String(object[linked.keyField])
    const next = shown.get(`${call.session} ${key}`)?.find((instance) => instance.call.index >= call.index)
    if (!next) continue
    pairs++
    for (const [name, value] of Object.entries(object)) {
      if (kinds.has(name) || renames.has(name) || !isScalar(value) || String(value).length < 2) continue
      for (const [field, other] of Object.entries(next.object)) {
        if (value !== other || !kinds.has(field)) continue
        const fields = votes.get(name) ?? new Map<string, Set<string>>()
        votes.set(name, fields)
        fields.set(field, (fields.get(field) ?? new Set()).add(`${String(value)} ${call.session} ${call.index}`))
      }
    }
  }
  for (const [name, fields] of votes) {
    const [best] = [...fields].sort((a, b) => b[1].size - a[1].size)
    if (best && best[1].size >= Math.max(2, pairs * 0.6)) renames.set(name, best[0])
  }
  return renames
}

/** A key as the main site writes it: some answers (those of GraphQL) write numbers as text. */
export function ownKey(key: Json | undefined, main: LinkedSite | undefined): Json | undefined {
  if (!isScalar(key)) return undefined
  const usual = main?.site.instances[0]?.object[main.keyField]
  return typeof usual === 'number' && typeof key === 'string' && /^\d{1,15}$/.test(key) ? Number(key) : key
}

/**
 * Names that other places show a field under, for one where no later answer tells: what a deletion answers as `rev` is the `_rev` that
 * other writes answer with so.
 */
export function sharedRenames(
  renames: ReadonlyMap<LinkedSite, ReadonlyMap<string, string>>,
  kinds: ReadonlyMap<string, string>,
): Map<string, string> {
  const targets = new Map<string, Set<string>>()
  for (const own of renames.values()) for (const [name, field] of own) targets.set(name, (targets.get(name) ?? new Set()).add(field))
  const shared = new Map<string, string>()
  for (const [name, [field, ...others]] of targets)
    if (field !== undefined && others.length === 0 && !kinds.has(name)) shared.set(name, field)
  return shared
}
