import type { Json, JsonObject } from '#base'
import { isList, isObject } from '#lang'
import type { Effect, Variant } from '#model'
import type { Route } from '../call.ts'
import type { CollectionDraft } from '../collection/collection-draft.ts'
import { namedText } from '../guard/entity-lookup.ts'
import type { LearnedRoute } from '../pass/learned-route.ts'
import { patternOf } from '../pass/routes.ts'
import type { Timeline } from '../timeline/timeline.ts'
import { isDenied } from './allowed.ts'
import { borrowEffects, type Kept } from './borrow-effects.ts'
import { isBound } from './free-names.ts'
import { type Kin, keyFieldOf, moveTemplate, nameFor } from './kin.ts'
import { isAnswered, type Place, placeOf, segmentsAt } from './places.ts'
import { findShown, findShownItems, renameShown, type ShownEntity } from './shown-entity.ts'

/** A learned operation, where it stands, and what it is about. */
interface Placed {
  readonly learned: LearnedRoute
  readonly place: Place
  readonly collection: CollectionDraft | undefined
}

/**
 * Operations on one kind of entities that were never answered, as the service answers them for the other kinds at the same place of its
 * paths: same effects, same envelope, the entities as they are shown elsewhere. All of them are guesses. Refusals are borrowed by
 * themselves (see `borrowRefusals`).
 * @param unseen Paths of members under which nothing was asked (see `unseenMembers`).
 * @param start Learns what a route without calls has of all others: what it says of credentials.
 */
export function borrowOperations(
  learned: readonly LearnedRoute[],
  unseen: readonly Route[],
  timeline: Timeline,
  start: (route: Route) => LearnedRoute,
): LearnedRoute[] {
  const placed = learned.flatMap((own) => toPlaced(own, timeline))
  const added = new Map<string, LearnedRoute>()
  for (const want of wanted(placed, unseen, timeline)) {
    const own = placed.find(({ learned: { route } }) => labelOf(route) === labelOf(want.route))?.learned
    if (own && !isRefusedAlways(own)) continue
    const kin = { word: want.word, collection: want.collection, route: own?.route ?? want.route }
    const success = borrowFrom(want.donors, kin, placed, timeline)
    if (success) added.set(labelOf(want.route), complete(own ?? start(want.route), success, kin))
  }
  return [
    ...learned.map((own) => added.get(labelOf(own.route)) ?? own),
    ...[...added.values()].filter(({ route }) => route.calls.length === 0),
  ]
}

interface Wanted {
  readonly route: Route
  readonly word: string
  readonly collection: CollectionDraft
  readonly donors: readonly Placed[]
}

/** What was never asked of a word, and was answered for others of its family. */
function wanted(placed: readonly Placed[], unseen: readonly Route[], timeline: Timeline): Wanted[] {
  const anchors = unseen.flatMap((route) => {
    const place = placeOf(route)
    const collection = collectionOf(route, timeline)
    return place && collection ? [{ route, place, collection }] : []
  })
  const words = [...placed.map(({ learned: { route }, place, collection }) => ({ route, place, collection })), ...anchors]
  const routes = placed.map(({ learned: { route } }) => route)
  const found = new Map<string, Wanted>()
  for (const { route: known, place, collection } of words) {
    if (collection === undefined) continue
    const kin = placed.filter((other) => other.place.family === place.family && other.place.word !== place.word && other.collection)
    for (const { learned, place: other } of kin) {
      if (!isAnswered(learned.route) || other.kind !== place.kind) continue
      const member = place.kind === 'member' ? known.segments.at(-1) : undefined
      const segments = segmentsAt(place, place.word, member)
      const { method } = learned.route
      const pattern = patternOf(segments)
      if (isDenied(method, pattern, routes)) continue
      const route: Route = { method, pattern, segments, calls: [] }
      const donors = kin.filter((each) => each.place.kind === place.kind && each.learned.route.method === method)
      found.set(labelOf(route), { route, word: place.word, collection, donors })
    }
  }
  return [...found.values()]
}

function toPlaced(learned: LearnedRoute, timeline: Timeline): Placed[] {
  const place = placeOf(learned.route)
  return place ? [{ learned, place, collection: collectionOf(learned.route, timeline) }] : []
}

/** The collection that a path names a member of, or whose entities it lists or makes. */
function collectionOf(route: Route, { collections }: Timeline): CollectionDraft | undefined {
  const space = route.segments.at(-1)?.space
  if (space !== undefined) return collections.find((collection) => collection.space === space)
  return collections.find(({ sites }) =>
    sites.some(({ site }) => site.route === route && site.path.filter((key) => key !== '[]').length < 2 && site.path.indexOf('[]') !== 0),
  )
}

function labelOf({ method, pattern }: Route): string {
  return `${method} ${pattern}`
}

function isRefusedAlways({ variants }: LearnedRoute): boolean {
  return variants.every(({ status }) => status >= 400)
}

/** The success of the first of the others that can be said of these entities. */
function borrowFrom(donors: readonly Placed[], to: Kin, placed: readonly Placed[], timeline: Timeline): Variant | undefined {
  const kept = keptOf(to, placed, timeline)
  const shown = shownOf(to, placed)
  const selection = selectionIn(donors) ?? selectionIn(placed)
  // What is answered whatever is asked comes first, and what is no guess.
  const rank = ({ when, guess }: Variant) => (when === undefined ? 2 : 0) + (guess === true ? 0 : 1)
  const successes = donors
    .flatMap(({ learned, place, collection }) =>
      learned.variants
        .filter(({ status }) => status < 300)
        .map((variant) => ({
          variant,
          from: collection && { word: place.word, collection, route: learned.route },
          calls: learned.route.calls.length,
        })),
    )
    .sort((a, b) => rank(b.variant) - rank(a.variant) || b.calls - a.calls)
  for (const { variant, from } of successes) {
    const borrowed = from && borrowSuccess(variant, from, to, shown, kept, selection)
    if (borrowed && isBound(borrowed, to.route)) return borrowed
  }
  return undefined
}

function borrowSuccess(
  variant: Variant,
  from: Kin,
  to: Kin,
  shown: ShownEntity | undefined,
  kept: Kept,
  selection: string | undefined,
): Variant | undefined {
  const effects = borrowEffects(variant.do ?? [], from, to, kept)
  if (effects === undefined) return undefined
  const list = effects.some((effect) => 'query' in effect)
  const rest = { name: variant.name, status: variant.status, headers: moveHeaders(variant, from, to), do: effects, guess: true }
  if (!variant.body) return list ? undefined : rest
  const { value } = variant.body
  const place = list ? findShownItems(value) : findShown(value, from.collection.name, keyFieldOf(from))
  if (place === undefined)
    return JSON.stringify(value).includes('"$') ? undefined : { ...rest, body: { ...variant.body, value: moveTemplate(value, from, to) } }
  const name = list ? place.name : to.collection.name
  const own = withSelection(shown ? renameShown(shown, name, kept.fields) : { $: name }, name, to, selection)
  const envelope = moveTemplate(putAt(value, place.path, null), from, to)
  const at = place.path.map((key) => nameFor(key, from, to))
  const item: Json = list ? { $each: 'page.items', as: name, do: own } : own
  return { ...rest, body: { ...variant.body, value: putAt(envelope, at, item) } }
}

function moveHeaders({ headers }: Variant, from: Kin, to: Kin): Variant['headers'] {
  return headers.map(([name, value]) => [name, moveTemplate(value, from, to)])
}

/** What clients select fields by, wherever entities were shown in part. */
function selectionIn(placed: readonly Placed[]): string | undefined {
  for (const { learned } of placed) {
    const found = /select\(\\"[^"\\]*\\", \w+, (query[^(),]*)\)/.exec(
      JSON.stringify(learned.variants.map(({ body }) => body?.value ?? null)),
    )
    if (found?.[1] !== undefined) return JSON.parse(`"${found[1]}"`) as string
  }
  return undefined
}

/** An entity of which only a part is shown where the client selects that. */
function withSelection(own: Json, name: string, { collection }: Kin, selection: string | undefined): Json {
  if (selection === undefined) return own
  const selected = { $: `select(${JSON.stringify(collection.name)}, ${name}, ${selection})` }
  const isWhole = isObject(own) && (own.$ === name || (typeof own.$ === 'string' && own.$.startsWith('select(')))
  return isWhole ? selected : { $if: `has(${selection})`, then: selected, else: own }
}

function putAt(value: Json, path: readonly string[], by: Json): Json {
  const [key, ...rest] = path
  if (key === undefined) return by
  return isObject(value) && !isList(value) ? { ...value, [key]: putAt(value[key] ?? null, rest, by) } : value
}

/** How the entities of a collection are made and what fields they have. */
function keptOf(to: Kin, placed: readonly Placed[], timeline: Timeline): Kept {
  const tracks = timeline.allTracks(to.collection.name)
  const values = tracks.flatMap(({ versions }) => versions.map(({ value }) => value))
  const fields = new Set(values.flatMap((value) => Object.keys(value)))
  const made = placed
    .flatMap(({ learned }) => learned.variants.flatMap((variant) => variant.do ?? []))
    .find((effect): effect is Extract<Effect, { create: string }> => 'create' in effect && effect.create === to.collection.name)?.value
  const numbers = tracks.filter(({ bornBy }) => bornBy === undefined).map(({ parts }) => Number(parts.at(-1)))
  const next = Math.max(0, ...numbers.filter(Number.isSafeInteger)) + 1
  return { fields, sample: values[0], next, made: isObject(made) ? (made as JsonObject) : undefined }
}

/** How the entities are shown: by a path of their own, when they are made or changed, in a list. */
function shownOf(to: Kin, placed: readonly Placed[]): ShownEntity | undefined {
  const rank = ({ learned: { route }, place }: Placed) => (place.kind === 'member' ? 0 : 4) + (route.method === 'GET' ? 0 : 1)
  const own = placed.filter(({ collection }) => collection === to.collection)
  const single = own
    .filter(({ place, learned }) => place.kind === 'member' || learned.route.method !== 'GET')
    .sort((a, b) => rank(a) - rank(b))
  const variants = (from: readonly Placed[]) =>
    from.flatMap(({ learned }) => learned.variants.filter(({ status, body }) => status < 300 && body))
  for (const { body } of variants(single)) {
    const found = body && findShown(body.value, to.collection.name, keyFieldOf(to))
    if (found) return found
  }
  for (const { body } of variants(own)) {
    const found = body && findShownItems(body.value)
    if (found) return found
  }
  return undefined
}

/** The route with the success behind its refusals: what was always refused was refused for naming what was not there. */
function complete(own: LearnedRoute, success: Variant, to: Kin): LearnedRoute {
  const names = new Set(own.variants.map(({ name }) => name))
  const missing = namedText(to.collection, to.route)?.replace(/^find/, '!exists')
  const refusals = own.variants.flatMap((variant) =>
    variant.when !== undefined ? [variant] : missing ? [{ ...variant, when: missing }] : [],
  )
  return { ...own, variants: [...refusals, names.has(success.name) ? { ...success, name: `${success.name}-2` } : success] }
}
