import type { Json } from '#base'
import { equal, isList, isObject, type Value } from '#lang'
import { type Call, isRead, type Route, valueKey } from '../call.ts'
import type { CollectionDraft } from '../collection/collection-draft.ts'
import { isDecimal } from '../explain/operands.ts'
import { isAliveAt, parameterOf, type Track, versionAt } from './track.ts'

/** A place in the answers of a route that shows a field of an entity under a name of its own: `balance_after` of a payment shows the account's `balance`. */
export interface Aside {
  readonly route: Route
  readonly status: number
  readonly place: string
  readonly field: string
  keyOf(call: Call): string | undefined
}

const matchesMin = 4
const distinctMin = 3
/** Under the name of the field itself. */
const namedDistinctMin = 2
const wrongMax = 0
const keyLengthMin = 6

/**
 * Finds the values in answers that are, wherever that is known, what a field of the entity was right after the call which the request names:
 * numbers under any name, and all others under the name of the field (`PUT /items/7/tags/red` answers `{"tags": ["red"]}`).
 */
export function findAsides(
  collection: CollectionDraft,
  tracks: readonly (readonly Track[])[],
  sessions: readonly (readonly Call[])[],
): Aside[] {
  if (collection.space === undefined || collection.parents.length > 0) return []
  const shown = new Set(collection.sites.map(({ site }) => site.route))
  const groups = Map.groupBy(
    sessions.flat().filter(({ body, field, route }) => isObject(body.value) && !field && route.pattern !== ''),
    ({ route, status }) => `${status} ${route.method} ${route.pattern}`,
  )
  // What shows the entity itself needs no other place.
  const others = [...groups.values()].filter(([first]) => first && !(shown.has(first.route) && first.status < 300))
  const found = others.flatMap((calls) => findIn(calls, keySources(calls, collection, tracks), tracks, () => matchesMin))
  // The same name for the same field in the answers of another route is no chance.
  const isUsual = (place: string, field: string) => found.some((aside) => aside.place === place && aside.field === field)
  const again = others.flatMap((calls) =>
    findIn(calls, keySources(calls, collection, tracks), tracks, (place, field) => (isUsual(place, field) ? 1 : matchesMin)),
  )
  return [...(again.length > found.length ? again : found), ...findLists(collection, tracks, sessions)]
}

/** Answers that are a list which the entity shows, too: what `PUT /tickets/7/labels` answers is the `labels` of the ticket. */
function findLists(
  { space = '' }: CollectionDraft,
  tracks: readonly (readonly Track[])[],
  sessions: readonly (readonly Call[])[],
): Aside[] {
  const groups = Map.groupBy(
    sessions.flat().filter(({ body, route: { segments } }) => isList(body.value) && segments.at(-2)?.space === space),
    ({ route, status }) => `${status} ${route.method} ${route.pattern}`,
  )
  return [...groups.values()].flatMap((calls) => {
    const [{ route, status } = { route: undefined, status: 0 }] = calls
    const field = route?.segments.at(-1)?.literal
    if (!route || field === undefined || status >= 300) return []
    const kept = tracks.flat().flatMap(({ versions }) => versions.flatMap(({ value }) => itemForms(value[field])))
    const answered = calls.flatMap(({ body }) => itemForms(body.value))
    const isSame = kept.length > 0 && answered.length > 0 && answered.every((form) => kept.includes(form))
    return isSame ? [{ route, status, place: '', field, keyOf: (call: Call) => parameterOf(call, space) }] : []
  })
}

/** What the items of a list look like. */
function itemForms(list: Value): string[] {
  return isList(list) ? [...new Set(list.map((item) => (isObject(item) ? Object.keys(item).sort().join() : typeof item)))] : []
}

type KeyOf = Aside['keyOf']

/** Where requests name an entity: in their path, or by a long key in a field of their body. */
function keySources(calls: readonly Call[], collection: CollectionDraft, tracks: readonly (readonly Track[])[]): KeyOf[] {
  const byPath: KeyOf = (call) => parameterOf(call, collection.space ?? '')
  if (calls.some((call) => byPath(call) !== undefined)) return [byPath]
  const names = new Set(calls.flatMap(({ request: { body } }) => (isObject(body) ? Object.keys(body) : [])))
  return [...names].flatMap((name): KeyOf[] => {
    const keyOf: KeyOf = ({ request: { body } }) => {
      const value = isObject(body) ? body[name] : undefined
      return typeof value === 'string' && value.length >= keyLengthMin ? value : undefined
    }
    const known = calls.filter((call) => tracks[call.session]?.some(({ key }) => key === keyOf(call)))
    return known.length >= matchesMin ? [keyOf] : []
  })
}

function findIn(
  calls: readonly Call[],
  sources: readonly KeyOf[],
  tracks: readonly (readonly Track[])[],
  /** How many matches it takes. */
  needed: (place: string, field: string) => number,
): Aside[] {
  const places = new Set(calls.flatMap(({ body }) => (isObject(body.value) ? Object.keys(body.value) : [])))
  return [...places].flatMap((place) => {
    let best: { aside: Aside; matches: number } | undefined
    for (const keyOf of sources) {
      for (const [field, { matches, wrong, values }] of compare(calls, place, keyOf, tracks)) {
        const least = needed(place, field)
        const distinct = Math.min(least, place === field ? namedDistinctMin : distinctMin)
        const isTelling = matches >= least && values.size >= distinct && wrong <= matches * wrongMax
        if (!isTelling || (best && matches <= best.matches)) continue
        const { route, status } = calls[0] as Call
        best = { aside: { route, status, place, field, keyOf }, matches }
      }
    }
    return best ? [best.aside] : []
  })
}

interface Count {
  matches: number
  wrong: number
  readonly values: Set<string>
}

/** How often a place shows each field, where the field is known. */
function compare(calls: readonly Call[], place: string, keyOf: KeyOf, tracks: readonly (readonly Track[])[]): Map<string, Count> {
  const counts = new Map<string, Count>()
  for (const call of calls) {
    const key = keyOf(call)
    const track = tracks[call.session]?.find((candidate) => candidate.key === key && isAliveAt(candidate, call.index))
    const value = asideValue(call, place)
    if (!track || value === undefined) continue
    for (const [field, known] of knownAfter(track, call)) {
      if (field !== place && !(isAmount(value) && isAmount(known))) continue
      const count = counts.get(field) ?? { matches: 0, wrong: 0, values: new Set() }
      counts.set(field, count)
      if (equal(known, value)) {
        count.matches++
        count.values.add(valueKey(value))
      } else count.wrong++
    }
  }
  return counts
}

/** Whether a value is a number, or one that is written as a text, as money is. */
function isAmount(value: Json): boolean {
  return typeof value === 'number' || isDecimal(value)
}

/** What an answer shows at a place; the whole of it at none. */
export function asideValue({ body }: Call, place: string): Json | undefined {
  if (place === '') return isList(body.value) ? body.value : undefined
  return isObject(body.value) && Object.hasOwn(body.value, place) ? body.value[place] : undefined
}

/** The values of an entity right after a call that other answers tell: with no write between it and the call. */
function knownAfter(track: Track, call: Call): Map<string, Json> {
  const known = new Map<string, Json>()
  const next = track.writes.find((write) => write > call.index) ?? Number.POSITIVE_INFINITY
  const last = track.writes.findLast((write) => write <= call.index) ?? -1
  const wrote = last === call.index && !isRead(call)
  for (const { at, fields } of track.shown) {
    if (at === call.index || at >= next || at < (wrote ? call.index : last)) continue
    for (const [field, value] of Object.entries(versionAt(track, at)?.value ?? {})) if (fields.has(field)) known.set(field, value)
  }
  return known
}
