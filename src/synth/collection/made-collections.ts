import { isList, isObject, type Value } from '#lang'
import { type Call, isRead, type Route } from '../call.ts'
import { nameRelates, singular } from '../naming.ts'
import { type CollectionDraft, isScalar, keyRank, keyRankOfReferences, lastLiteral, scalarFields } from './collection-draft.ts'
import { isListSite, type Site, siteName } from './sites.ts'
import { findOwners, type Owners, withOwners } from './token-owners.ts'

const usesMin = 2
const surpriseMin = 6
const credentialLengthMin = 16

/**
 * What is made, never shown by a path of its own, and referred to later: the customer whose id orders hold, the token that requests bring
 * as their credential.
 */
export function addMade(drafts: CollectionDraft[], sites: readonly Site[], linked: Set<Site>, routes: readonly Route[]): void {
  const uses = new Map(
    [
      ...Map.groupBy(
        routes.flatMap(({ calls }) => calls),
        ({ session }) => session,
      ),
    ].map(([session, calls]) => [session, collectUses(calls)]),
  )
  for (const site of sites) {
    if (linked.has(site) || isRead(site.instances[0]?.call as Call) || isListSite(site) || site.path.length > 1) continue
    const noun = singular(siteName(site) ?? lastLiteral(site.route) ?? 'item')
    const owners = findOwners(site, drafts)
    const field = scalarFields(site.instances.map(({ object }) => object)).find((name) => isReferred(site, name, noun, uses, owners))
    if (field === undefined) continue
    const own = owners ? withOwners(site, owners) : site
    const known = drafts.find(
      (draft) => draft.space === undefined && draft.sites.some(({ keyField }) => keyField === field) && isAlike(draft, site),
    )
    if (known) known.sites.push({ site: own, keyField: field })
    else
      drafts.push({
        name: noun,
        space: undefined,
        parents: [],
        noun,
        sites: [{ site: own, keyField: field }],
        aliases: new Set(),
        used: new Map(),
      })
    linked.add(site)
  }
}

/** Whether a new site shows the fields of a collection: tokens that are refreshed are tokens. */
function isAlike(draft: CollectionDraft, site: Site): boolean {
  const fields = (some: Site) => Object.keys(some.instances[0]?.object ?? {})
  const known = new Set(draft.sites.flatMap((linked) => fields(linked.site)))
  return fields(site).every((field) => known.has(field))
}

/** A text or number in a request, and where it stands. */
interface Use {
  readonly at: number
  readonly field: string
}

function isReferred(
  { instances }: Site,
  field: string,
  noun: string,
  uses: ReadonlyMap<number, ReadonlyMap<string, readonly Use[]>>,
  owners: Owners | undefined,
): boolean {
  const values = instances.map(({ call, object }) => ({ call, value: object[field] }))
  if (!values.every(({ value }) => isScalar(value))) return false
  const keys = values.map(({ call, value }) => `${call.session} ${String(value)}`)
  // Whoever has one already is given it again.
  const owned = new Set(
    values.map(({ call, value }) => `${call.session} ${String(value)} ${String(owners?.keyOf.get(call) ?? call.index)}`),
  )
  if (new Set(keys).size < owned.size) return false
  const isCredential = values.every(({ value }) => typeof value === 'string' && value.length >= credentialLengthMin)
  const isName = keyRank(field) > 0 && keyRank(field) < keyRankOfReferences && values.every(({ value }) => typeof value === 'string')
  if (keyRank(field) > 0 && !isCredential && !isName) return false
  const used = values.filter(({ call, value }) =>
    uses
      .get(call.session)
      ?.get(String(value))
      ?.some((use) => {
        if (use.at <= call.index) return false
        if (use.field === credentialField) return isCredential
        if (isName) return use.field === field
        return keyRank(field) === 0 && (String(value).length >= surpriseMin || nameRelates(use.field, noun))
      }),
  )
  return used.length >= usesMin
}

const credentialField = '\u0000credential'

/** Every scalar that the requests of a session bring, by its text. */
function collectUses(calls: readonly Call[]): Map<string, Use[]> {
  const uses = new Map<string, Use[]>()
  const note = (value: Value, field: string, at: number) => {
    if (isScalar(value)) {
      const list = uses.get(String(value)) ?? []
      uses.set(String(value), list)
      list.push({ at, field })
    } else if (isList(value)) for (const item of value) note(item, field, at)
    else if (isObject(value)) for (const [key, item] of Object.entries(value)) note(item, key, at)
  }
  for (const { index, request } of calls) {
    note(request.body, 'body', index)
    note(request.query, 'query', index)
    const { authorization } = request.header
    if (typeof authorization === 'string') note(authorization.split(' ').at(-1), credentialField, index)
  }
  return uses
}
