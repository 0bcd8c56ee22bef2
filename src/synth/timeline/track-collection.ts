import { looksRandom } from '#compare'
import { entityKey, equal, isList, isObject } from '#lang'
import { type Call, isRead, isSuccess, type Route } from '../call.ts'
import type { CollectionDraft, LinkedSite } from '../collection/collection-draft.ts'
import { trackGraph } from '../graphql/track-graph.ts'
import { type Aside, asideValue, findAsides } from './asides.ts'
import { echoedAtBirth, namesAtBirth, settleBirths } from './births.ts'
import { Blame } from './blame.ts'
import { fieldKinds, inferRenames, mainSite, sharedRenames } from './field-kinds.ts'
import { fillCounters } from './fill-counters.ts'
import { type Copies, findCopies } from './foreign-copies.ts'
import { hiddenFields } from './hidden-fields.ts'
import { listedOrder } from './listed-order.ts'
import { findNaturalKey, type NaturalKey } from './natural-key.ts'
import { completeNested, type ShownReading } from './nested-views.ts'
import { withUnasked, withUnseen } from './on-demand.ts'
import { givenParts, type PartLife, partLives } from './part-lives.ts'
import { type Reading, read } from './read-instance.ts'
import type { SessionWrites } from './session-writes.ts'
import { settleNumbered } from './settle-numbered.ts'
import { originKey, settleOrigins } from './settle-origins.ts'
import { findSoftDeletes } from './soft-deletes.ts'
import { endsInSpace, type Track } from './track.ts'
import { trackClaims } from './track-claims.ts'
import { trackEntity, trackPart } from './track-entity.ts'

/** The lives of a collection's entities, by session, and the fields that are left out of them since they change by themselves. */
export function trackCollection(
  collection: CollectionDraft,
  sessions: readonly (readonly Call[])[],
  writes: readonly SessionWrites[],
  /** What the entities are parts of, by session. */
  wholes?: readonly (readonly Track[])[],
): { tracks: Track[][]; moving: readonly string[] } {
  if (collection.graph) return { tracks: trackGraph(collection, collection.graph, sessions, writes), moving: [] }
  collection.softDeletes = findSoftDeletes(collection, sessions)
  const given = wholes && givenParts(collection, sessions, wholes)
  const lives = given && sessions.map((calls, at) => partLives(collection, calls, wholes[at] ?? [], given))
  const main = mainSite(collection)
  const kinds = main ? fieldKinds(collection, main) : new Map<string, string>()
  const blame = new Blame()
  let origins: ReadonlyMap<string, Call> = new Map()
  let asides: readonly Aside[] = []
  const track = (copies: Copies, elsewhere: ReadonlySet<string>, natural?: NaturalKey) =>
    trackFields(collection, sessions, writes, main, kinds, { copies, elsewhere, lives, natural, origins, asides, blame })
  const shown = track(new Map(), new Set())
  blame.close()
  const copies = findCopies(shown.flat(), sessions)
  const natural = lives ? undefined : findNaturalKey(shown, sessions)
  origins = new Map([...settleOrigins(shown.flat()), ...(collection.isNumbered ? settleNumbered(shown, writes) : [])])
  let tracks = copies.size > 0 || natural || origins.size > 0 || blame.isNeeded ? track(copies, new Set(), natural) : shown
  // What is known by one place tells what another shows.
  for (let round = 0; round < asideRoundsMax && !lives; round++) {
    const found = findAsides(collection, tracks, sessions)
    if (found.length <= asides.length) break
    asides = found
    tracks = track(copies, new Set(), natural)
  }
  const { fields: moving, parameters } = unwrittenChanges(tracks, sessions, blame)
  const fields = moving.filter((field) => !collection.background?.has(field))
  for (const field of fields) kinds.delete(field)
  const settled = fields.length + parameters.size > 0 ? track(copies, parameters, natural) : tracks
  const echoed = echoedAtBirth(settled.flat())
  const names = namesAtBirth(settled.flat(), echoed)
  settled.forEach((own, at) => {
    settleBirths(own, sessions[at] ?? [], echoed, names)
  })
  return { tracks: lives ? settled : fillCounters(settled, sessions), moving: fields }
}

const asideRoundsMax = 3

/**
 * Changes that no write to the entity explains. Fields that move with the time or with other entities are computed when they are
 * shown; a parameter whose reads alone differ shows something else, such as an older revision.
 */
function unwrittenChanges(
  tracks: readonly (readonly Track[])[],
  sessions: readonly (readonly Call[])[],
  blame: Blame,
): { fields: string[]; parameters: Set<string> } {
  const fields = new Map<string, number>()
  const parameters = new Map<string, number>()
  const reads = new Map<string, number>()
  const foreign = new Map<string, number>()
  // Fields that a write changed which names the entity, with no other one in between, and those that one changed which does not.
  const named = new Set<string>()
  const unnamed = new Set<string>()
  const shownBy = new Map<Route, Set<string>>()
  const makers = new Set(tracks.flat().map((track) => track.bornBy?.route))
  for (const track of tracks.flat()) {
    for (const { at } of track.shown)
      for (const name of Object.keys(sessions[track.session]?.[at]?.request.query ?? {})) reads.set(name, (reads.get(name) ?? 0) + 1)
    track.versions.forEach((version, at) => {
      const before = track.versions[at - 1]
      const call = sessions[track.session]?.[version.at]
      if (!before || !call) return
      const changed = Object.keys(version.value).filter((field) => !equal(version.value[field], before.value[field]))
      if (!isRead(call)) {
        // +1 for a write to something else, -1 for one that makes, addresses or answers with such entities.
        const own =
          makers.has(call.route) ||
          endsInSpace(call.route, track.collection) ||
          isListed(call, track) ||
          (isSingle(call.route) && partNamed(call, track) !== undefined)
        const shown = shownBy.get(call.route) ?? fieldsShownBy(call.route, track.collection)
        shownBy.set(call.route, shown)
        const part = partNamed(call, track)
        for (const field of changed) {
          foreign.set(field, (foreign.get(field) ?? 0) + (own || shown.has(field) || field === part ? -1 : 1))
          if (!track.writes.includes(version.at)) unnamed.add(field)
          else if (isOnlyWrite(track, version.at, field, sessions)) named.add(field)
        }
        return
      }
      const asked = Object.keys(call.request.query)
      if (asked.length > 0) for (const name of asked) parameters.set(name, (parameters.get(name) ?? 0) + 1)
      // What changes back right after a read with a parameter did not change.
      else if (!isOdd(track, at, sessions)) for (const field of changed) fields.set(field, (fields.get(field) ?? 0) + 1)
    })
  }
  const often = (counts: Map<string, number>) => [...counts].filter(([, count]) => count >= 2).map(([name]) => name)
  // One that mostly shows what is known shows nothing else.
  const elsewhere = often(parameters).filter((name) => (parameters.get(name) ?? 0) >= (reads.get(name) ?? 0) * elsewhereShare)
  const computed = often(foreign).filter((field) => unnamed.has(field) || !(named.has(field) || blame.isClear(field)))
  return { fields: [...new Set([...often(fields), ...computed])], parameters: new Set(elsewhere) }
}

/** Whether a write is the only one between two readings of a field: then it was this one that changed it. */
function isOnlyWrite(track: Track, at: number, field: string, sessions: readonly (readonly Call[])[]): boolean {
  const readings = track.shown.filter(({ fields }) => fields.has(field)).map((entry) => entry.at)
  const before = readings.findLast((reading) => reading < at) ?? track.bornBy?.index ?? -1
  const after = readings.find((reading) => reading >= at) ?? at
  const between = (sessions[track.session] ?? []).slice(before + 1, after + 1)
  return between.every((call) => call.index === at || isRead(call) || !isSuccess(call))
}

/** Whether the request lists the key of an entity, and the answer shows it: a write to several at once. */
function isListed({ request, index }: Call, track: Track): boolean {
  const lists = isObject(request.body) ? Object.values(request.body) : [request.body]
  return track.shown.some(({ at }) => at === index) && lists.some((list) => isList(list) && list.some((item) => String(item) === track.key))
}

/** Whether a path stands for one thing: of an entity, where it names one. */
function isSingle({ segments }: Route): boolean {
  return segments.at(-1)?.fixed !== undefined
}

/** The field of an entity that the path of a write names after it: `address` of `PUT /users/7/address`. */
function partNamed({ route, path }: Call, track: Track): string | undefined {
  const at = route.segments.findIndex(({ space, parameter = '' }) => space === track.collection.space && path[parameter] === track.key)
  return at < 0 || track.collection.space === undefined ? undefined : route.segments[at + 1]?.literal
}
const elsewhereShare = 0.3

/** The fields of an entity that a route shows whose path names it: `POST /orders/{id}/close` answers with the order. */
function fieldsShownBy(route: Route, collection: CollectionDraft): Set<string> {
  const isNamed = route.segments.some(({ space }) => space !== undefined && space === collection.space)
  const sites = isNamed ? collection.sites.filter(({ site }) => site.route === route && !site.path.includes('[]')) : []
  return new Set(sites.flatMap(({ site }) => site.instances.flatMap(({ object }) => Object.keys(object))))
}

function isOdd(track: Track, at: number, sessions: readonly (readonly Call[])[]): boolean {
  const before = sessions[track.session]?.[track.versions[at - 1]?.at ?? -1]
  return before !== undefined && isRead(before) && Object.keys(before.request.query).length > 0
}

/** What is known of how entities are shown. */
interface Known {
  readonly copies: Copies
  /** Reads with one of these parameters don't show the entity as it is. */
  readonly elsewhere: ReadonlySet<string>
  readonly lives: readonly ReadonlyMap<string, readonly PartLife[]>[] | undefined
  readonly natural: NaturalKey | undefined
  /** The calls that made entities which others may have made, too (see `originKey`). */
  readonly origins: ReadonlyMap<string, Call>
  readonly asides: readonly Aside[]
  readonly blame: Blame
}

function trackFields(
  collection: CollectionDraft,
  sessions: readonly (readonly Call[])[],
  writes: readonly SessionWrites[],
  main: LinkedSite | undefined,
  kinds: ReadonlyMap<string, string>,
  { copies, elsewhere, lives, natural, origins, asides, blame }: Known,
): Track[][] {
  const readings = new Map<number, Map<string, ShownReading[]>>()
  const hidden = hiddenFields(collection)
  const inferred = new Map(
    collection.sites.map((linked) => [linked, main && linked !== main ? inferRenames(linked, main, kinds) : new Map<string, string>()]),
  )
  const shared = sharedRenames(inferred, kinds)
  for (const [place, linked] of [...collection.sites, ...(collection.inWholes ?? [])].entries()) {
    const renames = withShared(inferred.get(linked) ?? new Map(), shared, linked)
    for (const instance of linked.site.instances) {
      const { call } = instance
      if (Object.keys(call.request.query).some((name) => elsewhere.has(name))) continue
      const reading = read(collection, linked, main, kinds, renames, copies, instance)
      if (!reading) continue
      const seen = { ...reading, hidden: withUnasked(hidden.get(linked), reading, collection), view: viewOf(call, place) }
      const key = entityKey(reading.parts) ?? ''
      const session = readings.get(call.session) ?? new Map<string, ShownReading[]>()
      readings.set(call.session, session)
      const list = session.get(key)
      if (list) list.push(seen)
      else session.set(key, [seen])
    }
  }
  addAsides(asides, readings)
  for (const session of readings.values()) for (const list of session.values()) list.sort((a, b) => a.call.index - b.call.index)
  const completed = completeNested([...readings.values()].flatMap((session) => [...session.values()]))
  const recurs = recurring(readings)
  const order = listedOrder(collection)
  const placeOf = ({ bornBy, parts }: Track, session: number) => (bornBy ? 0 : order.place(session, String(parts.at(-1))))
  return sessions.map((calls, at) => {
    const tracks: Track[] = []
    for (const [key, found] of readings.get(at) ?? []) {
      const list = found.map((reading) => completed.get(reading) ?? reading)
      const own = writes[at] as SessionWrites
      tracks.push(
        ...(lives
          ? trackPart(collection, key, list, own, lives[at]?.get(key) ?? [], blame)
          : trackEntity(collection, key, list, own, blame, undefined, recurs.has(key), natural, origins.get(originKey(at, key)))),
      )
    }
    tracks.push(...trackClaims(collection, calls, tracks))
    return tracks
      .map((track) => withUnseen(track))
      .sort((a, b) => (a.bornBy?.index ?? -1) - (b.bornBy?.index ?? -1) || placeOf(a, at) - placeOf(b, at))
  })
}

/** The place among those that show the collection, what it was asked with, and whether the client said who it is. */
function viewOf({ request }: Call, place: number): string {
  return [place, request.header.authorization === undefined ? '' : 'known', ...Object.keys(request.query).sort()].join(' ')
}

/** Adds what other answers show of entities once these were shown themselves. */
function addAsides(asides: readonly Aside[], readings: ReadonlyMap<number, ReadonlyMap<string, ShownReading[]>>): void {
  for (const { route, status, place, field, keyOf } of asides) {
    for (const call of route.calls) {
      const list = call.status === status ? readings.get(call.session)?.get(keyOf(call) ?? '') : undefined
      const value = asideValue(call, place)
      const firstAt = Math.min(...(list ?? []).map((reading) => reading.call.index))
      if (list?.[0] && value !== undefined && call.index > firstAt)
        list.push({ call, parts: list[0].parts, value: { [field]: value }, whole: false, view: 'aside' })
    }
  }
}

/** Made-up keys that more than one session shows: services make up others each time. */
function recurring(readings: ReadonlyMap<number, ReadonlyMap<string, readonly Reading[]>>): Set<string> {
  const seen = new Set<string>()
  const again = new Set<string>()
  for (const session of readings.values()) {
    for (const [key, [first]] of session) {
      if (!looksRandom(String(first?.parts.at(-1)))) continue
      if (seen.has(key)) again.add(key)
      seen.add(key)
    }
  }
  return again
}

/** Renames of a place, with those of other places for what it shows under the same names. */
function withShared(own: Map<string, string>, shared: ReadonlyMap<string, string>, { site }: LinkedSite): Map<string, string> {
  const shown = new Set(site.instances.flatMap(({ object }) => Object.keys(object)))
  const taken = new Set(own.values())
  for (const [name, field] of shared) if (shown.has(name) && !own.has(name) && !shown.has(field) && !taken.has(field)) own.set(name, field)
  return own
}
