import type { Json, JsonObject } from '#base'
import type { Collection } from '#model'
import type { Route } from '../call.ts'
import type { GraphSource } from '../graphql/graph-collections.ts'
import type { Renewal } from '../later/renewal.ts'
import type { Site } from './sites.ts'

/** A kind of entity. */
export interface CollectionDraft {
  name: string
  /** The parameter place that its keys fill, `/issues/{}`; undefined when no path names an entity of it. */
  readonly space: string | undefined
  /** Parameter places of the parents whose keys come before its own. */
  parents: readonly string[]
  /** Name of the parameter in paths. */
  readonly noun: string
  readonly sites: LinkedSite[]
  /** Fields other than the key under which paths name an entity. */
  readonly aliases: Set<string>
  /** Keys that successful paths used, by session. */
  readonly used: ReadonlyMap<number, ReadonlySet<string>>
  /** What GraphQL shows of it. */
  graph?: GraphSource
  /** The kind of entities that list these as a part of theirs, and nothing else does: whoever is not in the list is not there. */
  partOf?: CollectionDraft
  /** Where wholes that the path does not name show their parts: what they show is worked out from these. */
  inWholes?: readonly LinkedSite[]
  /** Fields that list parts which paths name, too, with what these are: entities, so that the list is no value of its own. */
  partFields?: ReadonlyMap<string, CollectionDraft>
  /** Routes that name an entity below another one to tie it to that or to part them: they neither make nor end it. */
  linkRoutes?: ReadonlySet<Route>
  /** Fields that say whose its entities are, and that no answer shows: the paths of answers do (see `keepUnsaidParents`). */
  unsaid?: readonly string[]
  /** Its keys count the members of each parent from one on. */
  isNumbered?: true
  /** What the objects say of their kind; set by `tagKinds`. */
  tag?: { readonly field: string; readonly value: string }
  /** How fields lead to other collections; set by the pass `relations`. */
  relations?: Readonly<Record<string, RelationDraft>>
  /** Fields that are worked out when an entity is read, as expressions over `self` by dotted path; set by the pass `derived`. */
  derived?: Readonly<Record<string, string>>
  /** What happens to its entities by themselves, as the model says it; set by the passes `later`. */
  later?: NonNullable<Collection['later']>
  /** Those of `later` that come again and again; set by the pass `renewals`. */
  renewals?: readonly Renewal[]
  /** Deletions after which its entities are still there (see `deletionKind`); set by the timeline. */
  softDeletes?: ReadonlySet<string>
  /** Fields that move by themselves as `later` says: kept, and changed where no write explains it. */
  background?: ReadonlySet<string>
}

export interface RelationDraft {
  readonly collection: string
  /** Key field of the others. */
  readonly key: string
  /** The field of the others that holds the key: then the field is made of them, and no value of its own. */
  readonly by?: string
  /** The field of the others by which they come, from the last on with a leading `-`. */
  readonly sort?: string
  /** Answers show it only where they are asked to, as the other entity. */
  readonly onDemand?: true
}

export interface LinkedSite {
  readonly site: Site
  /** The field of the site's objects that holds the key. */
  readonly keyField: string
}

export const keyNames = [
  'id',
  '_id',
  'uuid',
  'guid',
  'key',
  'code',
  'slug',
  'identifier',
  'fingerprint',
  'sku',
  'login',
  'username',
  'email',
  'name',
]

/** The field that holds the key in most of the answers. */
export function mainKeyField(draft: CollectionDraft): string | undefined {
  const counts = new Map<string, number>()
  for (const { site, keyField } of draft.sites) counts.set(keyField, (counts.get(keyField) ?? 0) + site.instances.length)
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0]
}

/** The fields that hold the key in some answers. */
export function keyFields(draft: CollectionDraft): string[] {
  return [...new Set(draft.sites.map(({ keyField }) => keyField))]
}

/** The path of a route with `{}` for parameters and without suffixes: `/projects/{}/versions`. */
export function spacePath(route: Route): string {
  return route.segments.map((segment) => `/${segment.literal === undefined ? '{}' : segment.literal.replace(/\.(json|xml)$/, '')}`).join('')
}

export function lastLiteral(route: Route): string | undefined {
  return [...route.segments]
    .reverse()
    .find((segment) => segment.literal !== undefined)
    ?.literal?.replace(/\.\w+$/, '')
}

export function scalarFields(objects: readonly JsonObject[]): string[] {
  const fields = new Set<string>()
  for (const object of objects) for (const [key, value] of Object.entries(object)) if (isScalar(value)) fields.add(key)
  return [...fields].sort((a, b) => keyRank(a) - keyRank(b))
}

/** The rank of fields that end in `id` and are named after something. */
export const keyRankOfReferences = 20

export function keyRank(field: string): number {
  const rank = keyNames.indexOf(field)
  if (rank >= 0) return rank < 4 ? 0 : rank
  return /id$/i.test(field) ? keyRankOfReferences : 50
}

export function isScalar(value: Json | undefined): value is string | number | bigint {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint'
}
