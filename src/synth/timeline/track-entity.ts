import type { Json, JsonObject } from '#base'
import { equal } from '#lang'
import { type Call, isRead } from '../call.ts'
import { type CollectionDraft, isScalar, spacePath } from '../collection/collection-draft.ts'
import type { Blame } from './blame.ts'
import { type Birth, findBirth } from './find-birth.ts'
import type { NaturalKey, NaturalWrite } from './natural-key.ts'
import type { PartLife } from './part-lives.ts'
import type { Reading } from './read-instance.ts'
import type { SessionWrites } from './session-writes.ts'
import { deletionKind } from './soft-deletes.ts'
import { endsInSpace, parameterOf, type Track, type Version } from './track.ts'

/** What else is known of the lives of one key. */
export interface Lives {
  /** Writes that end it. */
  readonly deaths: readonly Call[]
  /** Writes that name it otherwise than by a path or in an answer. */
  readonly named: readonly Call[]
  birth(first: Reading, from: number): Call | undefined
  /** Whether a field says what the entity is a part of. */
  isOwnership(field: string): boolean
}

/** Cuts the readings of one key into lives and puts each change down to a write. */
export function trackEntity(
  collection: CollectionDraft,
  key: string,
  readings: readonly Reading[],
  writes: SessionWrites,
  blame: Blame,
  lives?: Lives,
  /** The same made-up key comes in other sessions: it was there before them, unless a client chose it. */
  recurs = false,
  natural?: NaturalKey,
  /** The call that made it, where that is known. */
  origin?: Call,
): Track[] {
  const own = readings[0]?.parts.at(-1)
  const aliases = new Set([String(own)])
  for (const reading of readings)
    for (const alias of collection.aliases) if (isScalar(reading.value[alias])) aliases.add(String(reading.value[alias]))
  const parents = readings[0]?.parts.slice(0, -1) ?? []
  const described = natural ? describing(natural, readings) : []
  const named = writes.naming(collection, aliases, String(own)).filter((call) => isUnder(call, collection, parents))
  const targets = [...new Set([...named, ...described.map(({ call }) => call), ...(lives?.named ?? [])])].sort((a, b) => a.index - b.index)
  const deaths =
    lives?.deaths ??
    targets.filter((call) => call.request.method === 'DELETE' && endsInSpace(call.route, collection) && !isSoft(call, collection))
  const tracks: Track[] = []
  let from = -1
  const reborn = lives ? [] : rebirths(collection, readings, writes)
  for (const death of [...[...deaths, ...reborn].sort((a, b) => a.index - b.index), undefined]) {
    const until = death?.index ?? Number.POSITIVE_INFINITY
    const mine = readings.filter(({ call, gone }) => !gone && call.index > from && call.index < until)
    const isReborn = death !== undefined && reborn.includes(death)
    const revived = death !== undefined && !isReborn && isAliveAfter(readings, targets, death)
    if (revived) continue
    const [first] = mine
    const unread = described.filter(({ call }) => call.index > (mine.at(-1)?.call.index ?? until) && call.index < until)
    const isOld = recurs && from < 0 && first !== undefined && !isChosen(collection, first, targets)
    const { bornBy, origins }: Birth = !first
      ? { bornBy: undefined }
      : lives
        ? { bornBy: lives.birth(first, from) }
        : isOld
          ? { bornBy: undefined }
          : findBirth(collection, first, writes, targets, from)
    const maker = origin && (origins || collection.isNumbered) ? origin : bornBy
    const left = isReborn ? undefined : leftBy(death, readings, targets)
    if (first) {
      const life = trackLife(collection, key, mine, writes, targets, maker, death, lives, unread, blame)
      tracks.push({ ...life, left, ...(origins && !origin ? { origins } : {}) })
    }
    from = isReborn ? until - 1 : until
  }
  return tracks
}

function isSoft(call: Call, { softDeletes }: CollectionDraft): boolean {
  return softDeletes?.has(deletionKind(call)) === true
}

/** The writes that describe the entity of these readings. */
function describing(natural: NaturalKey, readings: readonly Reading[]): readonly NaturalWrite[] {
  const first = readings.find(({ value }) => Object.hasOwn(value, natural.field))
  return first ? natural.writesTo(first.call.session, first.value[natural.field]) : []
}

/** The lives of a part, as the lists of its whole tell them. */
export function trackPart(
  collection: CollectionDraft,
  key: string,
  readings: readonly Reading[],
  writes: SessionWrites,
  lives: readonly PartLife[],
  blame: Blame,
): Track[] {
  const own = String(readings[0]?.parts.at(-1))
  const targets = writes.naming(collection, new Set([own]), own)
  return lives.flatMap((life, at) => {
    const until = lives[at + 1]?.firstAt ?? Number.POSITIVE_INFINITY
    const mine = readings.filter(({ call }) => call.index >= life.firstAt && call.index < until)
    return mine.length > 0 ? [trackLife(collection, key, mine, writes, targets, life.bornBy, life.diedBy, undefined, [], blame)] : []
  })
}

/**
 * Writes that make a key anew which something had before: what had it is gone, though nobody said so, since services that count go on from
 * the largest that there is. Something must have been deleted meanwhile, or what was read before was something else.
 */
function rebirths(collection: CollectionDraft, readings: readonly Reading[], writes: SessionWrites): Call[] {
  const home = collection.space?.slice(0, collection.space.lastIndexOf('/'))
  return readings.flatMap(({ call, parts }, at) => {
    const isMade =
      call.request.method === 'POST' && call.status === 201 && typeof parts.at(-1) === 'number' && spacePath(call.route) === home
    const before = readings[at - 1]?.call
    return isMade && before !== undefined && before !== call && writes.deletesBetween(before.index, call.index) ? [call] : []
  })
}

/** Whether the path of a call names no other parents than these: the same number under another parent is another entity. */
function isUnder(call: Call, collection: CollectionDraft, parents: readonly Json[]): boolean {
  return collection.parents.every((space, at) => [undefined, String(parents[at])].includes(parameterOf(call, space)))
}

/** An entity that is read again with no other write to it in between was not ended by the call. */
function isAliveAfter(readings: readonly Reading[], targets: readonly Call[], death: Call): boolean {
  const next = readings.find(({ call, gone }) => !gone && call.index > death.index)
  return next !== undefined && !targets.some((call) => call.index > death.index && call.index <= next.call.index)
}

/** Whether a client named the entity before an answer showed it. */
function isChosen(collection: CollectionDraft, { call: first, parts }: Reading, targets: readonly Call[]): boolean {
  const own = String(parts.at(-1))
  return targets.some(
    (call) =>
      call.index <= first.index &&
      (endsInSpace(call.route, collection) || (call === first && JSON.stringify(call.request.body ?? '').includes(own))),
  )
}

/** What the answer to a deletion shows, and what later ones do that mark the entity as deleted. */
function leftBy(death: Call | undefined, readings: readonly Reading[], targets: readonly Call[]): JsonObject | undefined {
  if (!death) return undefined
  const next = targets.find(({ index }) => index > death.index)?.index ?? Number.POSITIVE_INFINITY
  const shown = readings.filter(({ call, gone }) => call.index === death.index || (gone && call.index > death.index && call.index < next))
  const left: JsonObject = Object.assign({}, ...shown.map(({ value }) => value))
  return Object.keys(left).length > 1 ? left : undefined
}

function trackLife(
  collection: CollectionDraft,
  key: string,
  readings: readonly Reading[],
  session: SessionWrites,
  targets: readonly Call[],
  bornBy: Call | undefined,
  death: Call | undefined,
  lives: Lives | undefined,
  unread: readonly NaturalWrite[],
  blame: Blame,
): Track {
  const first = readings[0] as Reading
  const start = bornBy?.index ?? -1
  const fields = new Map<string, FieldReading[]>()
  const seen: { at: number; fields: ReadonlySet<string>; whole: boolean }[] = []
  // A field that comes later is not there while the whole entity is shown without it.
  const known = new Set(readings.flatMap(({ value }) => Object.keys(value)))
  for (const reading of readings) {
    const shown = new Set(Object.keys(reading.value))
    if (reading.whole) for (const field of known) if (!reading.hidden?.has(field)) shown.add(field)
    seen.push({ at: reading.call.index, fields: shown, whole: reading.whole })
    for (const field of shown) {
      const history = fields.get(field) ?? []
      if (history.length === 0) fields.set(field, history)
      // In an answer that shows what is asked for, a field that a write shows first is mostly what the write is about.
      // What an entity is a part of is so from its birth.
      if (lives?.isOwnership(field) && history.length === 0)
        history.push({ at: start, value: reading.value[field], uncertain: false, seenAt: reading.call.index })
      else if (lives && history.length === 0 && seen.length > 1 && !isRead(reading.call) && reading.call.index > start)
        history.push({ at: reading.call.index, value: reading.value[field], uncertain: false, seenAt: reading.call.index })
      else {
        const movesAlone = collection.background?.has(field) ?? false
        noteField(history, field, reading.value[field], reading.call, start, session, targets, { movesAlone, blame })
      }
    }
  }
  // What no answer showed any more is most likely what was sent.
  for (const { call, item } of unread)
    for (const [field, history] of fields)
      if (Object.hasOwn(item, field)) history.push({ at: call.index, value: item[field], uncertain: true, seenAt: call.index })
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

/** Adds a reading of a field; a change is put down to the write to the entity that mostly does that, of several the last, or to any write. */
function noteField(
  history: FieldReading[],
  field: string,
  value: Json | undefined,
  call: Call,
  start: number,
  session: SessionWrites,
  targets: readonly Call[],
  { movesAlone, blame }: { readonly movesAlone: boolean; readonly blame: Blame },
): void {
  const before = history.at(-1)
  const since = before?.seenAt ?? start
  const between = targets.filter((write) => write.index > since && write.index <= call.index)
  const isSame = before !== undefined && equal(before.value, value)
  if (before) blame.note(field, between, !isSame)
  if (isSame) {
    before.seenAt = call.index
    return
  }
  if (!before) {
    history.push({ at: start, value, uncertain: between.length > 0, seenAt: call.index })
    return
  }
  // What one entity is asked with a parameter rather shows something else of it than what a write to another did.
  const isAsked = isRead(call) && isItemPath(call) && Object.keys(call.request.query).length > 0
  const likely = blame.likely(field, value, between)
  const cause = likely.at(-1) ?? (movesAlone || isAsked ? undefined : session.lastBetween(since, call.index))
  // What moves by itself has moved before it is read.
  history.push({
    at: cause?.index ?? (movesAlone ? call.index - 0.5 : call.index),
    value,
    uncertain: likely.length > 1,
    seenAt: call.index,
  })
}

function isItemPath({ route }: Call): boolean {
  return route.segments.at(-1)?.space !== undefined
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
