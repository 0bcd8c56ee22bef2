import { type Call, isRead, writeKind } from '../call.ts'
import { leastSquares, type Row } from './least-squares.ts'

/** A number that a new entity got. */
export interface Birth {
  /** Index of the call that made it. */
  readonly at: number
  readonly number: number
}

/** How numbers are counted where calls take some that no entity shows: revisions, drafts, attempts that came to nothing. */
export interface SpentNumbers {
  /** The number that comes first in a new session. */
  readonly start: number
  /** Share of the births whose number follows from the one before and the calls in between. */
  readonly share: number
  /** How many a call took beside those of what it made; calls of which that is not known are left out. */
  readonly counts: ReadonlyMap<Call, number>
  /** The first number that each call took, where all took as many as calls of their kind mostly do. */
  readonly firsts: ReadonlyMap<Call, number>
}

const votesMin = 3
const agreeMin = 0.6
const spentMax = 8
/** So many births tell of several kinds of calls at once. */
const togetherMin = 12
/** Stands for where sessions begin, beside the kinds of calls. */
const beginning = ''
const noSteps: ReadonlyMap<string, number> = new Map()

/** What lies between two births: how many numbers were passed over, and which calls may have taken them. */
interface Gap {
  readonly after: number
  /** Undefined behind the last birth. */
  readonly passed: number | undefined
  readonly calls: readonly { readonly call: Call /** How many it made whose number is not known. */; readonly made: number }[]
}

/**
 * By which kinds of calls, and which calls, numbers are taken; undefined where numbers don't go up, or none is taken. Sessions begin at `start`, or
 * where the calls before the first births say: where those take numbers, the commonest first number is not the one that a session begins with.
 */
export function findSpentNumbers(
  sessions: readonly (readonly Call[])[],
  births: readonly (readonly Birth[])[],
  start: number,
): SpentNumbers | undefined {
  let best: SpentNumbers | undefined
  for (const makes of [() => false, isMaker(sessions, births)])
    for (const found of [findFrom(sessions, births, start, makes), findTogether(sessions, births, makes)])
      if (best?.share !== 1 && found && found.share > (best?.share ?? 0)) best = found
  return best
}

type Makes = (call: Call) => boolean

function findFrom(
  sessions: readonly (readonly Call[])[],
  births: readonly (readonly Birth[])[],
  start: number,
  makes: Makes,
  known?: ReadonlyMap<string, number>,
): SpentNumbers | undefined {
  // Smaller ones were there before, whatever call they were first shown after.
  const counted = births.map((own) => own.filter(({ number }) => number >= start))
  const all = counted.flatMap((own, session) => gapsOf(own, sessions[session] ?? [], start, makes))
  const gaps = all.filter(isClosed)
  if (gaps.length === 0 || gaps.some(({ passed }) => passed < 0)) return undefined
  const steps = known ?? solve(gaps)
  if (![...steps.values()].some((step) => step > 0)) return undefined
  const counts = new Map<Call, number>()
  const firsts = new Map<Call, number>()
  for (const gap of all) {
    const isAsUsual = gap.passed === expectedIn(gap, steps)
    let next = gap.after + 1
    for (const { call, made } of gap.calls) {
      const step = steps.get(writeKind(call)) ?? 0
      next += made
      if (gap.passed !== undefined && (step === 0 || gap.passed === 0)) counts.set(call, 0)
      else if (isAsUsual) counts.set(call, step)
      if (step > 0 && (isAsUsual || gap.passed === undefined)) firsts.set(call, next)
      next += step
    }
  }
  return { start, share: gaps.filter((gap) => gap.passed === expectedIn(gap, steps)).length / gaps.length, counts, firsts }
}

/**
 * Where several kinds of calls take numbers between any two births, no birth tells of one kind alone: all of them together do. How many each kind
 * takes, and where sessions begin, is what comes nearest to what was passed over.
 */
function findTogether(
  sessions: readonly (readonly Call[])[],
  births: readonly (readonly Birth[])[],
  makes: Makes,
): SpentNumbers | undefined {
  const gaps = births.map((own, session) => gapsOf(own, sessions[session] ?? [], 0, makes).filter(isClosed))
  if (gaps.flat().some(({ passed }) => passed < 0) || gaps.flat().length < togetherMin) return undefined
  const rows = gaps.flatMap((own) =>
    own.map((gap, at): Row => {
      const kinds = gap.calls.map(({ call }) => writeKind(call))
      return { terms: at === 0 ? [beginning, ...kinds] : kinds, sum: gap.passed - expectedIn(gap, noSteps) }
    }),
  )
  const found = leastSquares(rows)
  const start = Math.round(found.get(beginning) ?? 0)
  found.delete(beginning)
  const steps = new Map([...found].map(([kind, step]) => [kind, Math.round(step)] as const))
  return [...steps.values()].some((step) => step > spentMax) ? undefined : findFrom(sessions, births, start, makes, steps)
}

function expectedIn({ calls }: Pick<Gap, 'calls'>, steps: ReadonlyMap<string, number>): number {
  return calls.reduce((sum, { call, made }) => sum + made + (steps.get(writeKind(call)) ?? 0), 0)
}

/** Whether most calls of a kind make what gets a number: then those do of which no answer showed it. */
function isMaker(sessions: readonly (readonly Call[])[], births: readonly (readonly Birth[])[]): (call: Call) => boolean {
  const made = new Set(births.flatMap((own, session) => own.map(({ at }) => `${session} ${at}`)))
  const shown = new Map<string, number>()
  for (const call of sessions.flat()) {
    const kind = writeKind(call)
    shown.set(kind, (shown.get(kind) ?? 0) + (made.has(`${call.session} ${call.index}`) ? 1 : -1))
  }
  return (call) => (shown.get(writeKind(call)) ?? 0) > 0
}

type ClosedGap = Gap & { readonly passed: number }

function isClosed(gap: Gap): gap is ClosedGap {
  return gap.passed !== undefined
}

function gapsOf(births: readonly Birth[], calls: readonly Call[], start: number, makes: (call: Call) => boolean): Gap[] {
  const shown = new Set(births.map(({ at }) => at))
  // What a call makes comes before what else it takes.
  const writesIn = (from: number, to: number) =>
    calls
      .filter((call) => call.index >= from && call.index < to && !isRead(call))
      .map((call) => ({ call, made: !shown.has(call.index) && makes(call) ? 1 : 0 }))
  let [at, after] = [-1, start - 1]
  const gaps: Gap[] = []
  for (const birth of births) {
    gaps.push({ after, passed: birth.number - after - 1, calls: writesIn(at, birth.at) })
    ;[at, after] = [birth.at, birth.number]
  }
  return [...gaps, { after, passed: undefined, calls: writesIn(at, Number.POSITIVE_INFINITY) }]
}

/** How many each kind of call takes mostly: what gaps with one kind tell helps with the others. */
function solve(gaps: readonly ClosedGap[]): Map<string, number> {
  const steps = new Map<string, number>()
  for (;;) {
    const votes = new Map<string, number[]>()
    for (const { passed, calls } of gaps) {
      const kinds = calls.map(({ call }) => writeKind(call))
      const [open, ...others] = new Set(kinds.filter((kind) => !steps.has(kind)))
      if (open === undefined || others.length > 0) continue
      const rest = passed - expectedIn({ calls }, steps)
      votes.set(open, [...(votes.get(open) ?? []), rest / kinds.filter((kind) => kind === open).length])
    }
    const found = [...votes].flatMap(([kind, own]): [string, number][] => {
      const step = commonest(own)
      return step === undefined ? [] : [[kind, step]]
    })
    // The surest kind alone: what it tells of gaps with others counts in the next round.
    const [best] = found.sort((a, b) => (votes.get(b[0])?.length ?? 0) - (votes.get(a[0])?.length ?? 0) || (a[0] < b[0] ? -1 : 1))
    if (!best) return steps
    steps.set(...best)
  }
}

function commonest(votes: readonly number[]): number | undefined {
  const [best] = [...Map.groupBy(votes, (vote) => vote).values()].sort((a, b) => b.length - a.length)
  const step = best?.[0]
  const isSure = best !== undefined && best.length >= votesMin && best.length >= votes.length * agreeMin
  return isSure && step !== undefined && Number.isInteger(step) && step >= 0 && step <= spentMax ? step : undefined
}
