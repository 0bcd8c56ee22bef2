import type { JsonObject } from '#base'
import { isObject } from '#lang'
import { type Call, isRead, isSuccess, writeKind } from '../call.ts'
import type { WriteCount } from './count-writes.ts'
import { leastSquares, type Row } from './least-squares.ts'
import type { SpentNumbers } from './spent-numbers.ts'
import type { Timeline } from './timeline.ts'
import { type Track, versionAt } from './track.ts'

/**
 * A field of entities that writes give a new number of one sequence, those that change an entity as well as those that make one: the number of a
 * row that is written anew, of a revision, of a change. A write may take several at once; the last one is shown.
 */
export interface DrawnNumbers {
  readonly field: string
  /** The number that is drawn first in a new session. */
  readonly start: number
  /** What a write drew: how many, and the last one. Writes of which that is not sure are left out. */
  readonly draws: ReadonlyMap<Call, Draw>
  /** Writes that show the field and drew none. */
  readonly without: ReadonlySet<Call>
  /** What other writes take of the sequence. */
  readonly spent?: SpentNumbers
}

export interface Draw {
  readonly count: number
  readonly number: number
}

/** So often must entities that are made have got a number that goes on, and such that were there a new one. */
const kindMin = 3
const drawsMin = 8
/** So many of the draws must take as many as those of their kind mostly do. */
const shareMin = 0.9
const countMax = 4

/** A number that an answer to a write shows of the entity that it wrote. */
interface Shown {
  readonly call: Call
  readonly number: number
  /** The call made the entity. */
  readonly isFirst: boolean
  /** The entity had another number before. */
  readonly isRenewed: boolean
}

/** The fields of a collection, other than the key, whose numbers are drawn so; not those that count all writes. */
export function findDrawnNumbers(timeline: Timeline, collection: string, writeCount?: WriteCount): DrawnNumbers[] {
  const tracks = timeline.allTracks(collection)
  const fields = new Set(tracks.flatMap(({ versions }) => integersIn(versions[0]?.value ?? {})))
  return [...fields].flatMap((field) => {
    if (tracks.some(({ parts, versions }) => versions.some(({ value }) => value[field] === parts.at(-1)))) return []
    const shown = timeline.sessions.map((calls, session) => shownIn(calls, timeline.tracks(collection, session), field))
    if (shown.flat().length > 0 && shown.flat().every(({ call, number }) => writeCount?.after(call) === number)) return []
    return drawnIn(shown, field) ?? drawnAmong(timeline, collection, field) ?? []
  })
}

/**
 * Numbers that the answers to the writes do not show, and of which other writes take some, too: the revision of a whole store, of which each entity
 * keeps that of its last change.
 */
function drawnAmong(timeline: Timeline, collection: string, field: string): DrawnNumbers | undefined {
  const shown = timeline.sessions.map((calls, session) => {
    const numbers = new Map<number, Shown>()
    for (const track of timeline.tracks(collection, session))
      track.versions.forEach(({ at, value, unknown }, place) => {
        const [call, number] = [calls[at], value[field]]
        if (!call || isRead(call) || typeof number !== 'number' || unknown.has(field) || number === track.versions[place - 1]?.value[field])
          return
        const isFirst = track.bornBy === call
        numbers.set(at, { call, number, isFirst, isRenewed: !isFirst && place > 0 })
      })
    return [...numbers.values()].sort((a, b) => a.call.index - b.call.index)
  })
  const all = shown.flat()
  const isRising = shown.every((own) => own.every(({ number }, at) => at === 0 || number > (own[at - 1]?.number ?? number)))
  const isBoth = [({ isFirst }: Shown) => isFirst, ({ isRenewed }: Shown) => isRenewed].every((is) => all.filter(is).length >= kindMin)
  if (!isRising || !isBoth || all.length < drawsMin) return undefined
  const steps = stepsTogether(timeline, shown)
  if (!steps) return undefined
  const start = Math.round(steps.get(beginning) ?? 0) + 1
  const draws = new Map<Call, Draw>()
  const counts = new Map<Call, number>()
  const drawing = new Set(all.map(({ call }) => writeKind(call)))
  for (const calls of timeline.sessions) {
    let number = start - 1
    for (const call of calls.filter(isWrite)) {
      const count = steps.get(writeKind(call)) ?? 0
      number += count
      if (drawing.has(writeKind(call))) draws.set(call, { count, number })
      else if (count > 0) counts.set(call, count)
    }
  }
  const right = all.filter(({ call, number }) => draws.get(call)?.number === number).length
  if (right < all.length * shareMin) return undefined
  return { field, start, draws, without: new Set(), spent: { start, share: right / all.length, counts, firsts: new Map() } }
}

/** Stands for where sessions begin, beside the kinds of writes. */
const beginning = ''

/** How many numbers each kind of write takes, as all that lies between what was shown says together; undefined where that makes no sense. */
function stepsTogether(timeline: Timeline, sessions: readonly (readonly Shown[])[]): Map<string, number> | undefined {
  const rows = sessions.flatMap((shown, session) =>
    shown.map(({ call, number }, at): Row => {
      const before = shown[at - 1]
      const calls = (timeline.sessions[session] ?? []).filter(
        (each) => isWrite(each) && each.index > (before?.call.index ?? -1) && each.index <= call.index,
      )
      return { terms: [...(before ? [] : [beginning]), ...calls.map(writeKind)], sum: number - (before?.number ?? 0) }
    }),
  )
  const steps = new Map([...leastSquares(rows)].map(([kind, step]) => [kind, Math.round(step)] as const))
  const own = sessions.flat().map(({ call }) => steps.get(writeKind(call)) ?? 0)
  const isFair = [...steps].every(([kind, step]) => kind === beginning || (step >= 0 && step <= countMax))
  return isFair && own.every((step) => step > 0) ? steps : undefined
}

function isWrite(call: Call): boolean {
  return !isRead(call) && isSuccess(call)
}

function integersIn(value: JsonObject): string[] {
  return Object.entries(value).flatMap(([field, item]) => (Number.isInteger(item) ? [field] : []))
}

function shownIn(calls: readonly Call[], tracks: readonly Track[], field: string): Shown[] {
  const shownAt = new Map<number, Set<Track>>()
  for (const track of tracks)
    for (const { at, fields } of track.shown) if (fields.has(field)) shownAt.set(at, (shownAt.get(at) ?? new Set()).add(track))
  return calls.flatMap((call): Shown[] => {
    if (!isWrite(call) || !isObject(call.body.value)) return []
    const [track, ...others] = shownAt.get(call.index) ?? []
    const number = track && versionAt(track, call.index)?.value[field]
    if (others.length > 0 || typeof number !== 'number') return []
    const isFirst = track?.bornBy === call
    const before = isFirst || track === undefined ? undefined : versionAt(track, call.index - 1)?.value[field]
    return [{ call, number, isFirst, isRenewed: before !== undefined && before !== number }]
  })
}

function drawnIn(sessions: readonly (readonly Shown[])[], field: string): DrawnNumbers | undefined {
  const steps = sessions.flatMap((shown) => stepsOf(shown))
  const drawn = steps.filter(({ step }) => step !== undefined)
  const [renewed, first] = [drawn.filter(({ isRenewed }) => isRenewed), drawn.filter(({ isFirst }) => isFirst)]
  // A version that each entity counts for itself begins anew with each.
  const isShared = steps.filter(({ isFirst }) => isFirst).every(({ isNew }) => isNew)
  if (!isShared || renewed.length < kindMin || first.length < kindMin || drawn.length < drawsMin) return undefined
  const usual = usualSteps(drawn)
  const isUsual = ({ call, step }: Step) => step === usual.get(writeKind(call))
  if (drawn.filter(isUsual).length < drawn.length * shareMin || [...usual.values()].some((step) => step > countMax)) return undefined
  const firsts = sessions.flatMap(([first]) => (first ? [first.number - (usual.get(writeKind(first.call)) ?? 1) + 1] : []))
  const start = commonest(firsts) ?? 1
  const draws = new Map<Call, Draw>()
  for (const { call, number, isNew, step } of steps) {
    const count = usual.get(writeKind(call))
    if (isNew && count !== undefined && (step === undefined ? number - start + 1 === count : step === count))
      draws.set(call, { count, number })
  }
  const without = new Set(steps.flatMap(({ call, isNew }) => (isNew ? [] : [call])))
  return { field, start, draws, without }
}

interface Step extends Shown {
  /** Larger than all before it. */
  readonly isNew: boolean
  /** By how much; undefined for the first one of a session. */
  readonly step: number | undefined
}

function stepsOf(shown: readonly Shown[]): Step[] {
  let largest: number | undefined
  return shown.map((one) => {
    const isNew = largest === undefined || one.number > largest
    const step = isNew && largest !== undefined ? one.number - largest : undefined
    if (isNew) largest = one.number
    return { ...one, isNew, step }
  })
}

/** How many each kind of write takes mostly. What came once tells nothing of its kind. */
function usualSteps(drawn: readonly Step[]): Map<string, number> {
  const kinds = [...Map.groupBy(drawn, ({ call }) => writeKind(call))].filter(([, own]) => own.length > 1)
  return new Map(kinds.map(([kind, own]) => [kind, commonest(own.map(({ step }) => step ?? 1)) ?? 1] as const))
}

function commonest(numbers: readonly number[]): number | undefined {
  return [...Map.groupBy(numbers, (number) => number).values()].sort((a, b) => b.length - a.length || (a[0] ?? 0) - (b[0] ?? 0))[0]?.[0]
}
