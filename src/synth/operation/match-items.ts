import type { Json } from '#base'
import { isList, isObject, type Value } from '#lang'
import type { Call } from '../call.ts'
import type { CollectionDraft } from '../collection/collection-draft.ts'
import { isListSite, valueIn } from '../collection/sites.ts'
import { type Track, versionAt } from '../timeline/track.ts'
import { bodyLists } from './body-lists.ts'
import type { OperationDraft } from './operation-draft.ts'

/** The list in the request whose items share most with the entities that were made or changed; each with its entity. */
export function matchItems(
  draft: OperationDraft,
  collection: CollectionDraft,
  made: readonly (readonly Track[])[],
): { source: string; pairs: ItemPair[] } | undefined {
  const { calls } = draft.variant
  const sources = new Set(calls.flatMap(bodyLists))
  let best: { source: string; pairs: ItemPair[]; born: number } | undefined
  for (const source of sources) {
    const pairs = calls.flatMap((call) => {
      const items = draft.context.scopes.evaluate(source, draft.scope(call))
      const written = draft.timeline
        .tracks(collection.name, call.session)
        .filter((track) => track.versions.some(({ at }) => at === call.index))
      return isList(items) ? (matchByPlace(collection, call, items, written) ?? matchByContent(call, items, written)) : []
    })
    const born = pairs.filter(({ call, track }) => track.bornBy === call).length
    if (!best || born > best.born) best = { source, pairs, born }
  }
  const total = made.reduce((sum, tracks) => sum + tracks.length, 0)
  return best && best.born >= total * 0.7 ? best : undefined
}

/** Where the answer lists the keys in as many places as the request has items, the places pair them. */
function matchByPlace(collection: CollectionDraft, call: Call, items: readonly Json[], tracks: readonly Track[]): ItemPair[] | undefined {
  for (const { site, keyField } of collection.sites) {
    if (site.route !== call.route || !isListSite(site)) continue
    const shown = valueIn(call.body.value, site.path.slice(0, -1))
    if (!isList(shown) || shown.length !== items.length) continue
    return shown.flatMap((entry, at) => {
      const key = isObject(entry) ? entry[keyField] : entry
      const track = tracks.find((candidate) => String(candidate.parts.at(-1)) === String(key))
      return track ? [{ call, item: items[at] as Json, at, track }] : []
    })
  }
  return undefined
}

export interface ItemPair {
  readonly call: Call
  readonly item: Json
  readonly at: number
  readonly track: Track
}

/** Pairs items with the entities that show most of their values, the best pairs first. */
function matchByContent(call: Call, items: readonly Json[], tracks: readonly Track[]): ItemPair[] {
  const scored = tracks.flatMap((track) => {
    const texts = leafTexts(versionAt(track, call.index)?.value)
    return items.map((item, at) => ({
      track,
      item,
      at,
      score: [...leafTexts(item)].filter((text) => texts.has(text)).length / Math.max(1, leafTexts(item).size),
    }))
  })
  const pairs: ItemPair[] = []
  for (const { track, item, at, score } of scored.sort((a, b) => b.score - a.score)) {
    if (score < 0.4 || pairs.some((pair) => pair.track === track || pair.at === at)) continue
    pairs.push({ call, item, at, track })
  }
  return pairs.sort((a, b) => a.at - b.at)
}

/** Texts and numbers anywhere in a value. */
function leafTexts(value: Value, into = new Set<string>()): Set<string> {
  if (typeof value === 'string' || typeof value === 'number') into.add(String(value))
  else if (isList(value)) for (const item of value) leafTexts(item, into)
  else if (isObject(value)) for (const item of Object.values(value)) leafTexts(item, into)
  return into
}
