import type { Json } from '#base'
import { compareValues, isList, isObject } from '#lang'
import type { Call } from '../call.ts'
import { isScalar, type RelationDraft } from './collection-draft.ts'

/** A list of the entities that a relation leads to, as one answer shows it. */
interface Listing {
  readonly call: Call
  readonly value: Json
}

/**
 * By what related entities are listed: their key, where each list runs one way by it and some list shows that this is not the order in which
 * they were made. `since` says for an entity, by session and key, when it was first shown.
 */
export function orderOf(
  listings: readonly Listing[],
  keyField: string,
  known: ReadonlyMap<string, { readonly since: number }>,
): Pick<RelationDraft, 'sort'> {
  const lists = listings.flatMap(({ call, value }) => {
    const keys = isList(value) ? value.map((item) => (isObject(item) ? item[keyField] : item)) : []
    return keys.length > 1 && keys.every(isScalar) ? [{ call, keys: keys as Json[] }] : []
  })
  const runs = (way: 1 | -1) => lists.every(({ keys }) => keys.every((key, at) => at === 0 || way * compareValues(keys[at - 1], key) < 0))
  const way = lists.length === 0 ? undefined : ([1, -1] as const).find(runs)
  if (way === undefined) return {}
  const since = (call: Call, key: Json) => known.get(`${call.session} ${String(key)}`)?.since ?? 0
  // Shown earlier, listed later: it was made earlier, too.
  const isOlderBehind = ({ call, keys }: (typeof lists)[number]) =>
    keys.some((key, at) => at > 0 && since(call, key) < since(call, keys[at - 1] as Json))
  return lists.some(isOlderBehind) ? { sort: way === 1 ? keyField : `-${keyField}` } : {}
}
