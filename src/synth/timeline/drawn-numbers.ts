import type { JsonObject } from '#base'
import { isObject } from '#lang'
import { type Call, isRead, isSuccess, writeKind } from '../call.ts'
import type { WriteCount } from './count-writes.ts'
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
    if (shown.flat().every(({ call, number }) => writeCount?.after(call) === number)) return []
    return drawnIn(shown, field) ?? []
  })
}

function integersIn(value: JsonObject): string[] {
  return Object.entries(value).flatMap(([field, item]) => (Number.isInteger(item) ? [field] : []))
}

function shownIn(calls: readonly Call[], tracks: readonly Track[], field: string): Shown[] {
  return calls.flatMap((call): Shown[] => {
    if (isRead(call) || !isSuccess(call) || !isObject(call.body.value)) return []
    const shown = tracks.filter((track) => track.shown.some(({ at, fields }) => at === call.index && fields.has(field)))
    const [track] = shown
    const number = track && versionAt(track, call.index)?.value[field]
    if (shown.length !== 1 || typeof number !== 'number') return []
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
