import { type Call, isRead } from '../call.ts'

/** A number that a new entity got. */
export interface Birth {
  /** Index of the call that made it. */
  readonly at: number
  readonly number: number
}

/** How numbers are counted where calls take some that no entity shows: revisions, drafts, attempts that came to nothing. */
export interface SpentNumbers {
  /** Share of the births whose number follows from the one before and the calls in between. */
  readonly share: number
  /** How many a call took beside those of what it made; calls of which that is not known are left out. */
  readonly counts: ReadonlyMap<Call, number>
  /** The first number that each call took, where all took as many as calls of their kind mostly do. */
  readonly firsts: ReadonlyMap<Call, number>
}

const votesMin = 3
const agreeMin = 0.6
const spentMax = 3

/** What lies between two births: how many numbers were passed over, and which calls may have taken them. */
interface Gap {
  readonly after: number
  /** Undefined behind the last birth. */
  readonly passed: number | undefined
  readonly calls: readonly Call[]
}

/** By which kinds of calls, and which calls, numbers are taken; undefined where numbers don't go up, or none is taken. */
export function findSpentNumbers(
  sessions: readonly (readonly Call[])[],
  births: readonly (readonly Birth[])[],
  start: number,
): SpentNumbers | undefined {
  // Smaller ones were there before, whatever call they were first shown after.
  const counted = births.map((own) => own.filter(({ number }) => number >= start))
  const all = counted.flatMap((own, session) => gapsOf(own, sessions[session] ?? [], start))
  const gaps = all.filter((gap): gap is ClosedGap => gap.passed !== undefined)
  if (gaps.length === 0 || gaps.some(({ passed }) => passed < 0)) return undefined
  const steps = solve(gaps)
  if (![...steps.values()].some((step) => step > 0)) return undefined
  const stepOf = (call: Call) => steps.get(kindOf(call)) ?? 0
  const expected = ({ calls }: Gap) => calls.reduce((sum, call) => sum + stepOf(call), 0)
  const counts = new Map<Call, number>()
  const firsts = new Map<Call, number>()
  for (const gap of all) {
    const isAsUsual = gap.passed === expected(gap)
    let next = gap.after + 1
    for (const call of gap.calls) {
      const step = stepOf(call)
      if (gap.passed !== undefined && (step === 0 || gap.passed === 0)) counts.set(call, 0)
      else if (isAsUsual) counts.set(call, step)
      if (step > 0 && (isAsUsual || gap.passed === undefined)) firsts.set(call, next)
      next += step
    }
  }
  return { share: gaps.filter((gap) => gap.passed === expected(gap)).length / gaps.length, counts, firsts }
}

type ClosedGap = Gap & { readonly passed: number }

function gapsOf(births: readonly Birth[], calls: readonly Call[], start: number): Gap[] {
  // What a call makes comes before what else it takes.
  const writesIn = (from: number, to: number) => calls.filter((call) => call.index >= from && call.index < to && !isRead(call))
  let [at, after] = [-1, start - 1]
  const gaps: Gap[] = []
  for (const birth of births) {
    gaps.push({ after, passed: birth.number - after - 1, calls: writesIn(at, birth.at) })
    ;[at, after] = [birth.at, birth.number]
  }
  return [...gaps, { after, passed: undefined, calls: writesIn(at, Number.POSITIVE_INFINITY) }]
}

function kindOf({ route, status }: Call): string {
  return `${route.method} ${route.pattern} ${status}`
}

/** How many each kind of call takes mostly: what gaps with one kind tell helps with the others. */
function solve(gaps: readonly ClosedGap[]): Map<string, number> {
  const steps = new Map<string, number>()
  for (;;) {
    const votes = new Map<string, number[]>()
    for (const { passed, calls } of gaps) {
      const kinds = calls.map(kindOf)
      const [open, ...others] = new Set(kinds.filter((kind) => !steps.has(kind)))
      if (open === undefined || others.length > 0) continue
      const rest = passed - kinds.reduce((sum, kind) => sum + (steps.get(kind) ?? 0), 0)
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
