import { type Call, isRead } from '../call.ts'
import type { CollectionDraft } from '../collection/collection-draft.ts'
import { isListSite } from '../collection/sites.ts'

/** Places of the keys in the lists that a session (`at`) or any session (`anywhere`) was shown when it asked for nothing in particular. */
export interface ListedOrder {
  place(session: number, key: string): number
}

/**
 * The order in which entities that were there before the session came to be: that of plain lists, or its reverse where what is
 * made later stands first.
 */
export function listedOrder(collection: CollectionDraft): ListedOrder {
  const lists = collection.sites.filter(({ site }) => isListSite(site) && site.path.filter((key) => key === '[]').length === 1)
  const plain = lists.flatMap(({ site, keyField }) => {
    const byCall = Map.groupBy(
      site.instances.filter(({ call }) => isRead(call) && Object.keys(call.request.query).length === 0),
      ({ call }) => call,
    )
    return [...byCall].map(([call, instances]) => ({ call, keys: instances.map(({ object }) => String(object[keyField])) }))
  })
  const longest = (some: typeof plain) =>
    [...some].sort((a, b) => b.keys.length - a.keys.length || a.call.session - b.call.session)[0]?.keys ?? []
  const sign = isNewestFirst(plain) ? -1 : 1
  const own = new Map([...Map.groupBy(plain, ({ call }) => call.session)].map(([session, some]) => [session, placesOf(longest(some))]))
  const anywhere = placesOf(longest(plain))
  return { place: (session, key) => sign * (own.get(session)?.get(key) ?? anywhere.get(key) ?? 0) }
}

function placesOf(keys: readonly string[]): Map<string, number> {
  return new Map(keys.map((key, at) => [key, at + 1]))
}

/** Whether keys that an earlier list did not have mostly stand before those that it had. */
function isNewestFirst(lists: readonly { readonly call: Call; readonly keys: readonly string[] }[]): boolean {
  let first = 0
  let last = 0
  for (const [at, { call, keys }] of lists.entries()) {
    const before = lists.find(
      (other, place) => place !== at && other.call.session === call.session && other.call.index < call.index && other.keys.length > 0,
    )
    if (!before) continue
    const known = new Set(before.keys)
    const fresh = keys.flatMap((key, place) => (known.has(key) ? [] : [place]))
    const old = keys.flatMap((key, place) => (known.has(key) ? [place] : []))
    if (fresh.length === 0 || old.length === 0) continue
    if (Math.max(...fresh) < Math.min(...old)) first++
    else if (Math.min(...fresh) > Math.max(...old)) last++
  }
  return first > last
}
