import type { Json, JsonObject } from '#base'
import type { EntitySource } from '#engine'
import { entityKey, isList, isObject, type Value, type WorldView } from '#lang'
import { type Entity, findByAlias, membersUnder } from '#state'
import { type Call, isRead, isSuccess, valueKey } from '../call.ts'
import { type CollectionDraft, isScalar, type LinkedSite } from './collections.ts'

/** The life of one entity in one session, with hindsight. */
export interface Track {
  readonly collection: CollectionDraft
  readonly session: number
  readonly key: string
  readonly parts: readonly Json[]
  /** The call that made it; undefined for what was there before the session. */
  readonly bornBy: Call | undefined
  /** The call that ended it. */
  diedBy: Call | undefined
  /** Values from the call with this index on; -1 is the start of the session. In order. */
  readonly versions: Version[]
  /** When which fields were shown, and whether that was all of it; in order. */
  readonly shown: readonly { readonly at: number; readonly fields: ReadonlySet<string>; readonly whole: boolean }[]
  /** Indexes of the writes that may have changed it. */
  readonly writes: readonly number[]
}

export interface Version {
  readonly at: number
  readonly value: JsonObject
  /** Fields whose value at this moment is not sure: another write lies between it and their first reading. */
  readonly unknown: ReadonlySet<string>
}

interface Reading {
  readonly call: Call
  readonly parts: readonly Json[]
  readonly value: JsonObject
  /** Shows the whole entity: what is missing is not there. */
  readonly whole: boolean
}

/** What is known, with hindsight, of every entity at every moment. */
export class Timeline {
  readonly sessions: readonly (readonly Call[])[]
  readonly collections: readonly CollectionDraft[]
  /** By collection name, then session. */
  readonly #tracks = new Map<string, Track[][]>()

  constructor(sessions: readonly (readonly Call[])[], collections: readonly CollectionDraft[]) {
    this.sessions = sessions
    this.collections = collections
    for (const collection of collections) this.#tracks.set(collection.name, trackCollection(collection, sessions))
  }

  tracks(collection: string, session: number): readonly Track[] {
    return this.#tracks.get(collection)?.[session] ?? []
  }

  allTracks(collection: string): readonly Track[] {
    return (this.#tracks.get(collection) ?? []).flat()
  }

  /** The world just before (or after) a call. */
  moment(call: Call, when: 'before' | 'after'): Moment {
    return new Moment(this, call.session, when === 'before' ? call.index - 1 : call.index)
  }
}

/** The world of one session after the call with index `at`. */
export class Moment implements WorldView, EntitySource {
  readonly #timeline: Timeline
  readonly #session: number
  readonly #at: number
  readonly #entities = new Map<string, Map<string, Entity>>()
  readonly #lists = new Map<string, readonly JsonObject[]>()

  constructor(timeline: Timeline, session: number, at: number) {
    this.#timeline = timeline
    this.#session = session
    this.#at = at
  }

  find(collection: string, key: string): JsonObject | undefined {
    const entities = this.#load(collection)
    const found = entities.get(key)
    if (found) return found.value
    const aliases = this.#timeline.collections.find(({ name }) => name === collection)?.aliases
    return aliases && aliases.size > 0 ? findByAlias(entities.values(), [...aliases], key)?.value : undefined
  }

  list(collection: string, parents?: readonly Value[]): readonly JsonObject[] {
    if (parents) return membersUnder(this.entities(collection), parents)
    let list = this.#lists.get(collection)
    if (!list) {
      list = [...this.#load(collection).values()].map((entity) => entity.value)
      this.#lists.set(collection, list)
    }
    return list
  }

  entities(collection: string): Iterable<Entity> {
    return this.#load(collection).values()
  }

  /** Whether all of an entity, as it is now, was shown at some time. */
  isWhole(collection: string, key: string): boolean {
    const track = this.#timeline.tracks(collection, this.#session).find((candidate) => candidate.key === key && isAliveAt(candidate, this.#at))
    const version = track && versionAt(track, this.#at)
    return track !== undefined && version !== undefined && shownAfter(track, version.at).whole
  }

  issued(text: string): boolean {
    return issuedBefore(this.#timeline.sessions[this.#session] ?? [], this.#at, text)
  }

  #load(collection: string): Map<string, Entity> {
    const known = this.#entities.get(collection)
    if (known) return known
    const entities = new Map<string, Entity>()
    for (const track of this.#timeline.tracks(collection, this.#session)) {
      if (!isAliveAt(track, this.#at)) continue
      const version = versionAt(track, this.#at)
      if (version) entities.set(track.key, { key: track.key, parts: track.parts, value: version.value })
    }
    this.#entities.set(collection, entities)
    return entities
  }
}

function isAliveAt(track: Track, at: number): boolean {
  return (track.bornBy?.index ?? -1) <= at && !(track.diedBy && track.diedBy.index <= at)
}

/** What was shown of an entity after a write and before the next one. */
export function shownAfter(track: Track, at: number): { readonly fields: ReadonlySet<string>; readonly whole: boolean } {
  const next = track.writes.find((write) => write > at) ?? Number.POSITIVE_INFINITY
  const shown = track.shown.filter((entry) => entry.at >= at && (entry.at < next || entry.at === at))
  return { fields: new Set(shown.flatMap(({ fields }) => [...fields])), whole: shown.some(({ whole }) => whole) }
}

/** The version in force after the call with index `at`; the first one where nothing is known of earlier times. */
export function versionAt(track: Track, at: number): Version | undefined {
  let found = track.versions[0]
  for (const version of track.versions) if (version.at <= at) found = version
  return found
}

const issuedIndex = new WeakMap<readonly Call[], Map<string, number>>()

/** Whether the service had handed out a text of 16 characters or more in an answer up to a call. */
function issuedBefore(calls: readonly Call[], at: number, text: string): boolean {
  let index = issuedIndex.get(calls)
  if (!index) {
    index = new Map()
    for (const call of calls) noteTexts(call.body.value, index, call.index)
    issuedIndex.set(calls, index)
  }
  const first = index.get(text)
  return first !== undefined && first <= at
}

function noteTexts(value: Json | undefined, index: Map<string, number>, at: number): void {
  if (typeof value === 'string') {
    if (value.length >= 16 && !index.has(value)) index.set(value, at)
  } else if (isList(value)) for (const item of value) noteTexts(item, index, at)
  else if (isObject(value)) for (const item of Object.values(value)) noteTexts(item, index, at)
}

function trackCollection(collection: CollectionDraft, sessions: readonly (readonly Call[])[]): Track[][] {
  const main = mainSite(collection)
  const kinds = main ? fieldKinds(collection, main) : new Map<string, string>()
  const tracks = trackFields(collection, sessions, main, kinds, new Set())
  const { fields, parameters } = unwrittenChanges(tracks, sessions)
  for (const field of fields) kinds.delete(field)
  return fields.length + parameters.size > 0 ? trackFields(collection, sessions, main, kinds, parameters) : tracks
}

/**
 * Changes that no write to the entity explains. Fields that move with the time or with other entities are computed when they are
 * shown; a parameter whose reads alone differ shows something else, such as an older revision.
 */
function unwrittenChanges(tracks: readonly (readonly Track[])[], sessions: readonly (readonly Call[])[]): { fields: string[]; parameters: Set<string> } {
  const fields = new Map<string, number>()
  const parameters = new Map<string, number>()
  const foreign = new Map<string, number>()
  const makers = new Set(tracks.flat().map((track) => track.bornBy?.route))
  for (const track of tracks.flat()) {
    track.versions.forEach((version, at) => {
      const before = track.versions[at - 1]
      const call = sessions[track.session]?.[version.at]
      if (!before || !call) return
      const changed = Object.keys(version.value).filter((field) => valueKey(version.value[field]) !== valueKey(before.value[field]))
      if (!isRead(call)) {
        // +1 for a write to something else, -1 for one that makes or addresses such entities.
        const weight = makers.has(call.route) || endsInSpace(call.route, track.collection) ? -1 : 1
        for (const field of changed) foreign.set(field, (foreign.get(field) ?? 0) + weight)
        return
      }
      const asked = Object.keys(call.request.query)
      if (asked.length > 0) for (const name of asked) parameters.set(name, (parameters.get(name) ?? 0) + 1)
      // What changes back right after a read with a parameter did not change.
      else if (!isOdd(track, at, sessions)) for (const field of changed) fields.set(field, (fields.get(field) ?? 0) + 1)
    })
  }
  const often = (counts: Map<string, number>) => [...counts].filter(([, count]) => count >= 2).map(([name]) => name)
  return { fields: [...new Set([...often(fields), ...often(foreign)])], parameters: new Set(often(parameters)) }
}

function isOdd(track: Track, at: number, sessions: readonly (readonly Call[])[]): boolean {
  const before = sessions[track.session]?.[track.versions[at - 1]?.at ?? -1]
  return before !== undefined && isRead(before) && Object.keys(before.request.query).length > 0
}

function trackFields(
  collection: CollectionDraft,
  sessions: readonly (readonly Call[])[],
  main: LinkedSite | undefined,
  kinds: ReadonlyMap<string, string>,
  /** Reads with one of these parameters don't show the entity as it is. */
  elsewhere: ReadonlySet<string>,
): Track[][] {
  const readings = new Map<number, Map<string, Reading[]>>()
  for (const linked of collection.sites) {
    const renames = main && linked !== main ? inferRenames(linked, main, kinds) : new Map<string, string>()
    for (const { call, object } of linked.site.instances) {
      if (Object.keys(call.request.query).some((name) => elsewhere.has(name))) continue
      const reading = read(collection, linked, main, kinds, renames, call, object)
      if (!reading) continue
      const key = entityKey(reading.parts) ?? ''
      const session = readings.get(call.session) ?? new Map<string, Reading[]>()
      readings.set(call.session, session)
      session.set(key, [...(session.get(key) ?? []), reading])
    }
  }
  return sessions.map((calls, at) => {
    const tracks: Track[] = []
    for (const [key, list] of readings.get(at) ?? []) {
      list.sort((a, b) => a.call.index - b.call.index)
      tracks.push(...trackEntity(collection, key, list, calls))
    }
    tracks.push(...trackClaims(collection, calls, new Set(tracks.map(({ key }) => key))))
    return tracks.sort((a, b) => (a.bornBy?.index ?? -1) - (b.bornBy?.index ?? -1))
  })
}

/** Entities that no answer shows, made by a write to a path of their own. */
function trackClaims(collection: CollectionDraft, calls: readonly Call[], known: ReadonlySet<string>): Track[] {
  const tracks = new Map<string, Track>()
  for (const call of calls) {
    if (!isSuccess(call) || !endsInSpace(call.route, collection)) continue
    const parts = [...collection.parents, collection.space ?? ''].map((space) => parameterOf(call, space))
    const key = entityKey(parts)
    if (key === undefined || known.has(key)) continue
    const track = tracks.get(key)
    if (call.request.method === 'DELETE' && track) track.diedBy ??= call
    else if (call.request.method === 'PUT' && !track) {
      const versions = [{ at: call.index, value: {}, unknown: new Set<string>() }]
      tracks.set(key, { collection, session: call.session, key, parts: parts as Json[], bornBy: call, diedBy: undefined, versions, shown: [], writes: [call.index] })
    }
  }
  return [...tracks.values()]
}

/** The site that shows most of an entity: of those that read one entity by its path, else of all. */
function mainSite(collection: CollectionDraft): LinkedSite | undefined {
  const width = ({ site }: LinkedSite) => site.instances.reduce((total, { object }) => total + Object.keys(object).length, 0) / site.instances.length
  const items = collection.sites.filter(({ site }) => site.route.method === 'GET' && endsInSpace(site.route, collection))
  const pool = items.length > 0 ? items : collection.sites
  return [...pool].sort((a, b) => width(b) - width(a))[0]
}

export function endsInSpace(route: Call['route'], collection: CollectionDraft): boolean {
  return collection.space !== undefined && route.segments[route.segments.length - 1]?.space === collection.space
}

/** The usual kind of each field of an entity: reading them in another kind (expanded, joined) is not a reading of the field. */
function fieldKinds(collection: CollectionDraft, main: LinkedSite): Map<string, string> {
  const width = new Set(main.site.instances.flatMap(({ object }) => Object.keys(object)))
  const counts = new Map<string, Map<string, number>>()
  for (const { site } of collection.sites) {
    for (const { call, object } of site.instances) {
      const weight = Object.keys(call.request.query).length === 0 ? 100 : 1
      for (const [field, value] of Object.entries(object)) {
        if (!width.has(field) && collection.sites.length > 1 && site !== main.site && !isWide(object, width)) continue
        const kind = kindOf(value)
        // What is always null is a field, too.
        if (kind === 'null') {
          if (!counts.has(field)) counts.set(field, new Map([['null', 0]]))
          continue
        }
        const kinds = counts.get(field) ?? new Map<string, number>()
        kinds.set(kind, (kinds.get(kind) ?? 0) + weight)
        counts.set(field, kinds)
      }
    }
  }
  const plain = main.site.instances.filter(({ call }) => Object.keys(call.request.query).length === 0)
  const asked = (field: string) => plain.length >= 3 && !plain.some(({ object }) => Object.hasOwn(object, field)) && main.site.instances.some(({ object }) => Object.hasOwn(object, field))
  // A field that is shown only when a parameter asks for it is a view of something else.
  return new Map([...counts].filter(([field]) => !asked(field)).map(([field, kinds]) => [field, [...kinds].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 'null']))
}

/** Whether an object shows at least half of the fields of the main site: another detail view of the same entity. */
function isWide(object: JsonObject, width: ReadonlySet<string>): boolean {
  const shared = Object.keys(object).filter((field) => width.has(field)).length
  return shared >= 3 && shared * 2 >= Math.min(width.size, Object.keys(object).length)
}

function kindOf(value: Json): string {
  if (value === null) return 'null'
  if (isList(value)) return value.some(isObject) ? 'objects' : 'list'
  return isObject(value) ? 'object' : 'scalar'
}

function read(
  collection: CollectionDraft,
  linked: LinkedSite,
  main: LinkedSite | undefined,
  kinds: ReadonlyMap<string, string>,
  renames: ReadonlyMap<string, string>,
  call: Call,
  object: JsonObject,
): Reading | undefined {
  const own = ownKey(object[linked.keyField], main)
  if (own === undefined) return undefined
  const parents = collection.parents.map((space) => parameterOf(call, space))
  if (parents.includes(undefined)) return undefined
  const value: Record<string, Json> = {}
  for (const [name, item] of Object.entries(object)) {
    const field = renames.get(name) ?? name
    const kind = kinds.get(field)
    if (name === linked.keyField) {
      value[field] = own
      continue
    }
    const relation = collection.relations?.[field]
    if (relation) {
      // What is made of others is no value of its own; of another entity that is shown in full only the key is.
      const key = isObject(item) ? item[relation.key] : item
      if (relation.by === undefined && key !== undefined && !isList(key)) value[field] = key
      continue
    }
    if (kind !== undefined && (item === null || kindOf(item) === kind)) value[field] = item
  }
  const whole = Object.keys(call.request.query).length === 0 && (linked === main || isWholeView(object, kinds))
  return { call, parts: [...(parents as Json[]), own], value, whole }
}

/** Fields that another view shows under another name: `rev` of an answer to a write is `_rev` of the document. */
function inferRenames(linked: LinkedSite, main: LinkedSite, kinds: ReadonlyMap<string, string>): Map<string, string> {
  const renames = new Map<string, string>(linked.keyField === main.keyField || Object.hasOwn(linked.site.instances[0]?.object ?? {}, main.keyField) ? [] : [[linked.keyField, main.keyField]])
  const votes = new Map<string, Map<string, Set<string>>>()
  let pairs = 0
  for (const { call, object } of linked.site.instances) {
    const key = String(object[linked.keyField])
    const next = main.site.instances.find((instance) => instance.call.session === call.session && instance.call.index >= call.index && String(instance.object[main.keyField]) === key)
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
function ownKey(key: Json | undefined, main: LinkedSite | undefined): Json | undefined {
  if (!isScalar(key)) return undefined
  const usual = main?.site.instances[0]?.object[main.keyField]
  return typeof usual === 'number' && typeof key === 'string' && /^\d{1,15}$/.test(key) ? Number(key) : key
}

function isWholeView(object: JsonObject, kinds: ReadonlyMap<string, string>): boolean {
  const shown = Object.keys(object).filter((field) => kinds.has(field)).length
  return shown >= 2 && shown >= kinds.size * 0.9
}

/** The value that a call's path has at a parameter place. */
export function parameterOf(call: Call, space: string): string | undefined {
  const segment = call.route.segments.find((candidate) => candidate.space === space)
  return segment?.parameter === undefined ? undefined : call.path[segment.parameter]
}

/** Cuts the readings of one key into lives and puts each change down to a write. */
function trackEntity(collection: CollectionDraft, key: string, readings: readonly Reading[], calls: readonly Call[]): Track[] {
  const own = readings[0]?.parts.at(-1)
  const aliases = new Set([String(own)])
  for (const reading of readings) for (const alias of collection.aliases) if (isScalar(reading.value[alias])) aliases.add(String(reading.value[alias]))
  const targets = calls.filter((call) => !isRead(call) && isSuccess(call) && targetsKey(call, collection, aliases, String(own)))
  const deaths = targets.filter((call) => call.request.method === 'DELETE' && endsInSpace(call.route, collection))
  const tracks: Track[] = []
  let from = -1
  for (const death of [...deaths, undefined]) {
    const until = death?.index ?? Number.POSITIVE_INFINITY
    const mine = readings.filter(({ call }) => call.index > from && call.index < until)
    const revived = death !== undefined && isAliveAfter(readings, targets, death)
    if (revived) continue
    if (mine.length > 0) tracks.push(trackLife(collection, key, mine, calls, targets, from, death))
    from = until
  }
  return tracks
}

/** An entity that is read again with no other write to it in between was not ended by the call. */
function isAliveAfter(readings: readonly Reading[], targets: readonly Call[], death: Call): boolean {
  const next = readings.find(({ call }) => call.index > death.index)
  return next !== undefined && !targets.some((call) => call.index > death.index && call.index <= next.call.index)
}

function trackLife(
  collection: CollectionDraft,
  key: string,
  readings: readonly Reading[],
  calls: readonly Call[],
  targets: readonly Call[],
  from: number,
  death: Call | undefined,
): Track {
  const first = readings[0] as Reading
  const bornBy = findBirth(collection, first, calls, targets, from)
  const start = bornBy?.index ?? -1
  const fields = new Map<string, FieldReading[]>()
  const seen: { at: number; fields: ReadonlySet<string>; whole: boolean }[] = []
  for (const reading of readings) {
    const shown = new Set(Object.keys(reading.value))
    if (reading.whole) for (const field of fields.keys()) shown.add(field)
    seen.push({ at: reading.call.index, fields: shown, whole: reading.whole })
    for (const field of shown) {
      const history = fields.get(field) ?? []
      if (history.length === 0) fields.set(field, history)
      noteField(history, reading.value[field], reading.call, start, calls, targets)
    }
  }
  const versions = composeVersions(fields, start)
  const writes = targets.map((call) => call.index)
  return { collection, session: first.call.session, key, parts: first.parts, bornBy, diedBy: death, versions, shown: seen, writes }
}

/** A field's value from the call with index `at` on; last read by the call with index `seenAt`. */
interface FieldReading {
  readonly at: number
  readonly value: Json | undefined
  readonly uncertain: boolean
  seenAt: number
}

/** Adds a reading of a field; a change is put down to the last write to the entity since the reading before, or to any write. */
function noteField(history: FieldReading[], value: Json | undefined, call: Call, start: number, calls: readonly Call[], targets: readonly Call[]): void {
  const before = history.at(-1)
  if (before && valueKey(before.value) === valueKey(value)) {
    before.seenAt = call.index
    return
  }
  const since = before?.seenAt ?? start
  const between = targets.filter((write) => write.index > since && write.index <= call.index)
  if (!before) {
    history.push({ at: start, value, uncertain: between.length > 0, seenAt: call.index })
    return
  }
  const cause = between.at(-1) ?? calls.findLast((write) => write.index > since && write.index <= call.index && !isRead(write) && isSuccess(write))
  history.push({ at: cause?.index ?? call.index, value, uncertain: between.length > 1, seenAt: call.index })
}

function composeVersions(fields: ReadonlyMap<string, readonly FieldReading[]>, start: number): Version[] {
  const moments = [...new Set([start, ...[...fields.values()].flatMap((history) => history.map(({ at }) => at))])].sort((a, b) => a - b)
  return moments.map((at) => {
    const value: Record<string, Json> = {}
    const unknown = new Set<string>()
    for (const [field, history] of fields) {
      const current = history.findLast((entry) => entry.at <= at)
      if (current?.value !== undefined) value[field] = current.value
      if (current?.uncertain && current.at === at) unknown.add(field)
    }
    return { at, value, unknown }
  })
}

/** The write that made an entity, or undefined when it was there before. */
function findBirth(collection: CollectionDraft, first: Reading, calls: readonly Call[], targets: readonly Call[], from: number): Call | undefined {
  const own = String(first.parts.at(-1))
  if (!isRead(first.call)) {
    const already = endsInSpace(first.call.route, collection) && first.call.request.method === 'PATCH'
    const earlier = targets.find((call) => call.index > from && call.index < first.call.index)
    if (!already) return earlier ?? first.call
  }
  // A key that the client chose is made by the first write to its path.
  const claimed = targets.find((call) => call.index > from && call.index <= first.call.index && endsInSpace(call.route, collection) && ['PUT', 'POST'].includes(call.request.method))
  if (claimed && !/^\d+$/.test(own)) return claimed
  return closestMaker(first, calls, from)
}

/** The write before a first reading whose request shares most with what is read. */
function closestMaker(first: Reading, calls: readonly Call[], from: number): Call | undefined {
  const texts = new Set<string>()
  collectTexts(first.value, texts)
  let best: Call | undefined
  let score = 0
  for (const call of calls) {
    if (call.index >= first.call.index || call.index <= from || isRead(call) || !isSuccess(call)) continue
    const sent = new Set<string>()
    collectTexts(call.request.body, sent)
    let shared = 0
    for (const text of sent) if (text.length >= 6 && texts.has(text)) shared++
    if (shared > 0 && shared >= score) {
      best = call
      score = shared
    }
  }
  return best
}

function collectTexts(value: Json | undefined, into: Set<string>): void {
  if (typeof value === 'string') into.add(value)
  else if (isList(value)) for (const item of value) collectTexts(item, into)
  else if (isObject(value)) for (const item of Object.values(value)) collectTexts(item, into)
}

/** Whether a write names an entity: in its path, or (for keys that don't meet by chance) in its body or answer. */
function targetsKey(call: Call, collection: CollectionDraft, keys: ReadonlySet<string>, own: string): boolean {
  if (collection.space !== undefined) {
    const value = parameterOf(call, collection.space)
    if (value !== undefined && keys.has(value)) return true
  }
  for (const { site, keyField } of collection.sites) {
    if (site.route !== call.route) continue
    if (site.instances.some((instance) => instance.call === call && String(instance.object[keyField]) === own)) return true
  }
  return own.length >= 6 && mentions(call.request.body, own)
}

function mentions(value: Json | undefined, text: string): boolean {
  if (typeof value === 'string') return value === text
  if (isList(value)) return value.some((item) => mentions(item, text))
  return isObject(value) && Object.values(value).some((item) => mentions(item, text))
}

