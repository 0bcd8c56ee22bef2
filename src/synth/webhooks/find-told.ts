import type { Webhooks } from '#model'
import type { RecordedSession } from '#recording'
import type { Call } from '../call.ts'
import type { ExplainContext } from '../explain/explanation-context.ts'
import type { Timeline } from '../timeline/timeline.ts'
import { findCommonHeaders } from './common-headers.ts'
import { type Caused, type Delivery, leavesOf, type Telling } from './delivery.ts'
import { findCauses } from './find-causes.ts'
import { findCondition } from './find-condition.ts'
import { type Due, findDue, splitDue, type ToldDue } from './find-due.ts'
import { findEnvelope } from './find-envelope.ts'
import { findSigning } from './find-signing.ts'
import { findSubscribed } from './find-subscribed.ts'
import { learnTelling } from './learn-emissions.ts'
import { nameEvents } from './name-events.ts'
import { readDeliveries } from './read-deliveries.ts'

/** What a service tells others of, tied to the calls that cause it. */
export interface Told {
  /** How it is told. */
  readonly webhooks: Webhooks
  readonly causedBy: (call: Call) => readonly Caused[]
  /** The kinds of events that any of these calls caused. */
  readonly keysOf: (calls: readonly Call[]) => readonly string[]
  /** Whether an event of that name would have been recorded, had the call caused it. */
  readonly expects: (call: Call, name: string, delayMs: number) => boolean
  /** What is not learned, for people. */
  readonly notes: readonly string[]
}

/** A session that ended sooner than this after what would have been told proves nothing. */
const graceMs = 1000

/** Undefined where nothing was recorded of what is told. Rules of what comes by itself (`later`) get to tell what was told of it. */
export function findTold(sessions: readonly RecordedSession[], timeline: Timeline, context: ExplainContext): Told | undefined {
  const read = readDeliveries(sessions)
  const all = read.sessions.flatMap((own) => own ?? [])
  if (all.length === 0) return undefined
  const notes: string[] = []
  const encoding = usualEncoding(all)
  const deliveries = all.filter((delivery) => delivery.encoding === encoding)
  const left = all.length - deliveries.length + read.unreadable
  if (left > 0) notes.push(`${left} deliveries are written otherwise than most, or not readable`)
  const kindOf = nameEvents(deliveries)
  const signing = findSigning(deliveries)
  const texts = textsOf(timeline.sessions)
  const envelope = findEnvelope(deliveries, {
    kindOf,
    idHeader: signing?.idHeader,
    isKnown: ({ session }, text) => texts[session]?.has(text) === true,
  })
  const common = findCommonHeaders(deliveries, { kindOf, idOf: envelope.idOf, signed: signing?.headers ?? new Set() })
  const lastBefore = ({ session, place }: Delivery) =>
    timeline.sessions[session]?.findLast((call) => (call.place ?? 0) < place)?.index ?? -1
  const located = deliveries.map((delivery) => ({ delivery, name: kindOf(delivery).name, at: lastBefore(delivery) }))
  const asked = findSubscribed(located, timeline, signing !== undefined)
  const base = commonTarget(deliveries)
  const tellings = located.map(({ delivery, at }): Telling => {
    const path = asked ? asked.behind(delivery, at) : delivery.target.slice(base.length)
    return { ...kindOf(delivery), delivery, data: envelope.dataOf(delivery), path, headers: common.ownOf(delivery) }
  })
  const endMs = timeline.sessions.map((calls, session) =>
    Math.max(...calls.map((call) => call.endedAtMs), ...(read.sessions[session] ?? []).map(({ startedAtMs }) => startedAtMs), 0),
  )
  const due = findDue(timeline, context.scopes, endMs)
  const { told, left: others } = splitDue(firstOfEach(tellings), due, timeline.sessions)
  const causes = findCauses(others, timeline.sessions)
  const isHooked = (session: number) => read.sessions[session] !== undefined
  const isAsked = (session: number, at: number, name: string) => asked?.isAsked(session, at, name) ?? true
  tellDue(
    told,
    due.filter(({ track, atMs }) => isHooked(track.session) && atMs < (endMs[track.session] ?? 0) - graceMs),
    context,
    notes,
  )
  const unexplained = others.length - causes.length
  if (unexplained > 0) notes.push(`${unexplained} of ${tellings.length} deliveries: what causes them is not explained`)
  const byCall = Map.groupBy(causes, ({ call }) => callKey(call))
  return {
    webhooks: {
      ...(envelope.id === undefined ? {} : { id: envelope.id }),
      payload: envelope.payload,
      ...(encoding === 'json' ? {} : { encoding }),
      ...(Object.keys(common.headers).length > 0 ? { headers: { ...common.headers } } : {}),
      ...(signing ? { signing: signing.signing } : {}),
      ...retryOf(read.waitsMs),
      ...(asked ? { subscribed: asked.subscribed } : {}),
    },
    causedBy: (call) => byCall.get(callKey(call)) ?? [],
    keysOf: (calls) => [...new Set(calls.flatMap((call) => (byCall.get(callKey(call)) ?? []).map(({ key }) => key)))],
    expects: (call, name, delayMs) =>
      isHooked(call.session) &&
      call.endedAtMs + delayMs + (delayMs > 0 ? graceMs : 0) <= (endMs[call.session] ?? 0) + graceMs &&
      isAsked(call.session, call.index, name),
    notes,
  }
}

function callKey({ session, index }: Call): string {
  return `${session} ${index}`
}

function usualEncoding(deliveries: readonly Delivery[]): Delivery['encoding'] {
  const groups = [...Map.groupBy(deliveries, ({ encoding }) => encoding)].sort((a, b) => b[1].length - a[1].length)
  return groups[0]?.[0] ?? 'json'
}

/** What all targets begin with, whole segments of it: the receiver's address. */
function commonTarget(deliveries: readonly Delivery[]): string {
  const targets = [...new Set(deliveries.map(({ target }) => target))]
  const [first = ''] = targets
  if (targets.length === 1) return first
  const paths = targets.map((target) => (target.split('?')[0] ?? '').split('/'))
  const [shortest = []] = paths.toSorted((a, b) => a.length - b.length)
  const isSame = new Set(paths.map((path) => path.join('/'))).size === 1
  if (isSame) return shortest.join('/')
  let count = 0
  while (count < shortest.length - 1 && paths.every((path) => path[count] === shortest[count])) count++
  return shortest.slice(0, count).join('/')
}

/** Of an event that several receivers were told, one delivery. */
function firstOfEach(tellings: readonly Telling[]): Telling[] {
  const seen = new Set<string>()
  return tellings.filter(({ key, delivery, data }) => {
    const { session, place, body, target } = delivery
    const same = JSON.stringify([session, key, body, data ?? null], (_key, value: unknown) =>
      typeof value === 'bigint' ? `${value}n` : value,
    )
    const other = `${same} ${target}`
    if (seen.has(same) && !seen.has(other)) return false
    seen.add(same)
    seen.add(other)
    return place >= 0
  })
}

/** Every text of every answer and request of a session. */
function textsOf(sessions: readonly (readonly Call[])[]): ReadonlySet<string>[] {
  return sessions.map(
    (calls) =>
      new Set(
        calls.flatMap(({ request, body, path }) => [
          ...Object.values(path),
          ...[request.body, body.value].flatMap(leavesOf).map(({ value }) => String(value)),
        ]),
      ),
  )
}

/** The rules of what comes by itself, with what is told of it. */
function tellDue(told: readonly ToldDue[], due: readonly Due[], context: ExplainContext, notes: string[]): void {
  for (const own of Map.groupBy(told, ({ key, due: { collection, rule } }) => `${key}\n${collection.name}\n${rule}`).values()) {
    const [sample] = own
    if (sample === undefined) continue
    const { collection, rule } = sample.due
    const heard = new Set(own.map((one) => one.due))
    const silent = due.filter((one) => one.collection === collection && one.rule === rule && !heard.has(one))
    const when =
      silent.length === 0
        ? undefined
        : findCondition(
            own.map((one) => one.due.scope),
            silent.map(({ scope }) => scope),
            context,
          )?.text
    if (silent.length > own.length && when === undefined) {
      notes.push(`${sample.name}: ${own.length} times it was told of what comes by itself, and why then is not explained`)
      continue
    }
    const rows = own.map((one) => ({ scope: one.due.scope, telling: one }))
    const emission = { ...learnTelling(sample, rows, context, notes), ...(when === undefined ? {} : { when }) }
    const rules = collection.later ?? []
    collection.later = rules.map((one, at) => (at === rule ? { ...one, tell: [...(one.tell ?? []), emission] } : one))
  }
}

/** How long the service waited before each next attempt, as far as it was seen to try again. */
function retryOf(waitsMs: readonly (readonly number[])[]): Pick<Webhooks, 'retry'> {
  const waits: string[] = []
  for (const own of waitsMs) {
    if (own === undefined || own.length === 0) break
    const middle = own.toSorted((a, b) => a - b)[Math.floor(own.length / 2)] ?? 0
    waits.push(middle >= 1000 ? `${Math.round(middle / 1000)}s` : `${Math.max(1, Math.round(middle))}ms`)
  }
  return waits.length > 0 ? { retry: waits } : {}
}
