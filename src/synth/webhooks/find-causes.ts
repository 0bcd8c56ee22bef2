import { isObject } from '#lang'
import { type Call, isRead } from '../call.ts'
import { type Caused, leavesOf, type Telling } from './delivery.ts'

/** So many writes before a delivery may have caused it. */
const reachMax = 60
const roundsMax = 4
/** A call whose most telling text in common with a delivery tells less than this of that of the likeliest one is another one's. */
const shareMin = 0.4

interface Candidate {
  readonly call: Call
  /** How many likely ones came after it. */
  readonly behind: number
}

/**
 * Ties deliveries to the calls that caused them: a write before that has to do with the same entities, of a route that mostly goes with such an event.
 * Each call tells a receiver of a kind of event once. Which route that is, is settled by the deliveries themselves, in rounds.
 */
export function findCauses(tellings: readonly Telling[], sessions: readonly (readonly Call[])[]): Caused[] {
  const writes = sessions.map((calls) => calls.filter((call) => !isRead(call) && call.place !== undefined && call.isRepeated !== true))
  const texts = writes.map((calls) => indexTexts(calls))
  return [...Map.groupBy(tellings, ({ key }) => key).values()].flatMap((own) => settle(own, writes, texts))
}

function settle(tellings: readonly Telling[], writes: readonly (readonly Call[])[], texts: readonly CallTexts[]): Caused[] {
  const inOrder = [...tellings].sort((a, b) => a.delivery.session - b.delivery.session || a.delivery.place - b.delivery.place)
  const candidates = new Map(
    inOrder.map((telling) => {
      const { session } = telling.delivery
      return [telling, candidatesOf(telling, writes[session] ?? [], texts[session] as CallTexts)]
    }),
  )
  let weights = weigh([...candidates].flatMap(([telling, [last]]) => (last ? [{ telling, call: last.call }] : [])))
  let assigned = new Map<Telling, Call>()
  for (let round = 0; round < roundsMax; round++) {
    assigned = assign(inOrder, candidates, weights)
    weights = weigh([...assigned].map(([telling, call]) => ({ telling, call })))
  }
  const few = inOrder.length < 5 ? 0 : 1
  return inOrder.flatMap((telling): Caused[] => {
    const call = assigned.get(telling)
    if (call === undefined || (weights.get(causeOf(call))?.count ?? 0) <= few) return []
    return [{ ...telling, call, delayMs: delayOf(telling, call) }]
  })
}

/** How often calls of a route went with an event, and how long after. */
interface Weight {
  readonly count: number
  readonly delayMs: number
  /** How far delays mostly are from that. */
  readonly spreadMs: number
}

function weigh(pairs: readonly { readonly telling: Telling; readonly call: Call }[]): ReadonlyMap<string, Weight> {
  return new Map(
    [...Map.groupBy(pairs, ({ call }) => causeOf(call))].map(([cause, own]) => {
      const delays = own.map(({ telling, call }) => delayOf(telling, call))
      const delayMs = median(delays)
      return [cause, { count: own.length, delayMs, spreadMs: median(delays.map((delay) => Math.abs(delay - delayMs))) }]
    }),
  )
}

function delayOf({ delivery }: Telling, call: Call): number {
  return Math.max(0, delivery.startedAtMs - call.startedAtMs)
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}

/** Delays that differ by less than this are alike, and so are those that differ by less than this share. */
const alikeMs = 100
const alikeShare = 0.02
const strangeMax = 3

/** How unusual a delay is for what goes with a route. */
function strangeness(delay: number, { delayMs, spreadMs }: Pick<Weight, 'delayMs' | 'spreadMs'>): number {
  return Math.min(strangeMax, Math.abs(delay - delayMs) / (3 * spreadMs + alikeMs + alikeShare * delayMs))
}

function assign(
  tellings: readonly Telling[],
  candidates: ReadonlyMap<Telling, readonly Candidate[]>,
  weights: ReadonlyMap<string, Weight>,
): Map<Telling, Call> {
  const assigned = new Map<Telling, Call>()
  const taken = new Set<string>()
  for (const telling of tellings) {
    let best: { call: Call; score: number } | undefined
    const takenBy = (call: Call) => `${call.session} ${call.index} ${telling.delivery.target}`
    for (const { call, behind } of candidates.get(telling) ?? []) {
      if (taken.has(takenBy(call))) continue
      const weight = weights.get(causeOf(call)) ?? { count: 0, delayMs: 0, spreadMs: 0 }
      const score = Math.log(weight.count + 0.1) - behind * 0.5 - strangeness(delayOf(telling, call), weight)
      if (!best || score > best.score) best = { call, score }
    }
    if (!best) continue
    assigned.set(telling, best.call)
    taken.add(takenBy(best.call))
  }
  return assigned
}

/** A refusal may tell something, too, and then something else. */
function causeOf({ route, status }: Call): string {
  return `${route.method} ${route.pattern} ${status < 400 ? 'done' : status}`
}

/** The writes that may have caused a delivery, the last first. */
function candidatesOf({ delivery, data, path }: Telling, writes: readonly Call[], texts: CallTexts): Candidate[] {
  const before = writes.filter(({ place = 0 }) => place < delivery.place).slice(-reachMax)
  const said = new Set(leavesOf(data).flatMap(({ value }) => (value === null || typeof value === 'boolean' ? [] : [String(value)])))
  for (const part of path.split(/[/?&=]/)) said.add(part)
  const shares = before.map((call) => texts.shared(call, said))
  const most = Math.max(0, ...shares)
  // The last write is likely if it has anything to do with it at all.
  const least = (at: number) => (at === before.length - 1 && (shares[at] ?? 0) > 0 ? 0 : most * shareMin)
  const likely = before.filter((_, at) => (shares[at] ?? 0) >= least(at)).reverse()
  return likely.map((call, behind) => ({ call, behind }))
}

/** What calls hold, weighed by how few of them do: what all hold tells nothing. */
interface CallTexts {
  /** How much the most telling text tells that the call has in common with others. */
  shared(call: Call, texts: ReadonlySet<string>): number
}

function indexTexts(calls: readonly Call[]): CallTexts {
  const byCall = new Map(calls.map((call) => [call, textsOf(call)]))
  const counts = new Map<string, number>()
  for (const texts of byCall.values()) for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1)
  const weigh = (text: string) => Math.log((calls.length + 1) / (counts.get(text) ?? 1))
  return {
    shared: (call, texts) => {
      let most = 0
      for (const text of byCall.get(call) ?? []) if (texts.has(text)) most = Math.max(most, weigh(text))
      return most
    },
  }
}

function textsOf({ path, request, body }: Call): Set<string> {
  const texts = new Set(Object.values(path))
  for (const value of [request.body, isObject(request.query) ? request.query : undefined, body.value])
    for (const leaf of leavesOf(value)) if (leaf.value !== null && typeof leaf.value !== 'boolean') texts.add(String(leaf.value))
  return texts
}
