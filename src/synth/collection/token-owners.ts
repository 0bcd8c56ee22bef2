import type { Json } from '#base'
import { isObject } from '#lang'
import type { Call } from '../call.ts'
import { type CollectionDraft, isScalar, mainKeyField } from './collection-draft.ts'
import type { Instance, Site } from './sites.ts'

/** Shorter texts are those of several entities by chance. */
const nameLengthMin = 3
const namedMin = 0.9

/** Whose the tokens of a site are. */
export interface Owners {
  /** The field under which a token keeps the key of whose it is. */
  readonly field: string
  readonly keyOf: ReadonlyMap<Call, Json>
}

/**
 * Whose the tokens are that calls hand out: of the entities that requests name by a field of theirs other than the key, `username` or `email`,
 * while answers do not say it. Undefined where requests name none, or answers say it themselves.
 */
export function findOwners(site: Site, drafts: readonly CollectionDraft[]): Owners | undefined {
  const names = new Set(site.instances.flatMap(({ call }) => Object.keys(sentBy(call))))
  const found = drafts.flatMap((draft) => {
    const key = mainKeyField(draft)
    if (key === undefined || draft.parents.length > 0) return []
    return [...names].flatMap((name) => {
      const owners = namedBy(site, draft, key, name)
      return owners ? [{ draft, owners }] : []
    })
  })
  const [best] = found.sort((a, b) => b.owners.size - a.owners.size)
  if (!best || site.instances.some(({ call, object }) => Object.values(object).includes(best.owners.get(call) ?? null))) return undefined
  const taken = new Set(site.instances.flatMap(({ object }) => Object.keys(object)))
  const field = `${best.draft.noun}_id`
  return taken.has(field) ? undefined : { field, keyOf: best.owners }
}

/** The site with the keys of the owners among what its objects hold, as far as they are known. */
export function withOwners(site: Site, { field, keyOf }: Owners): Site {
  const instances = site.instances.map(({ call, object }): Instance => {
    const key = keyOf.get(call)
    return { call, object: key === undefined ? object : { ...object, [field]: key } }
  })
  return { ...site, instances }
}

/** The keys of the entities that have in a field what requests send under the same name; undefined where requests mostly name none that way. */
function namedBy(site: Site, draft: CollectionDraft, key: string, name: string): Map<Call, Json> | undefined {
  const known = new Map<string, Set<Json>>()
  for (const { call, object } of draft.sites
    .filter(({ site: own }) => own.route !== site.route)
    .flatMap(({ site: own }) => own.instances)) {
    const value = object[name]
    if (name === key || typeof value !== 'string' || !isScalar(object[key])) continue
    const id = `${call.session} ${value}`
    known.set(id, (known.get(id) ?? new Set()).add(object[key] as Json))
  }
  const owners = new Map<Call, Json>()
  for (const { call } of site.instances) {
    const value = sentBy(call)[name]
    const keys = typeof value === 'string' && value.length >= nameLengthMin ? known.get(`${call.session} ${value}`) : undefined
    if (keys?.size === 1) owners.set(call, [...keys][0] as Json)
  }
  return owners.size >= 2 && owners.size >= site.instances.length * namedMin ? owners : undefined
}

function sentBy({ request: { body } }: Call): Readonly<Record<string, Json>> {
  return isObject(body) ? body : {}
}
