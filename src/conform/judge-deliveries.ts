import { type ComparableDelivery, type Correspondence, compareDeliveries, readComparable, type Scope, type Tally } from '#compare'
import { composeDelivery, type EventReceiver, signingScheme, type TwinEvent } from '#engine'
import { encodeText, type HttpRequest } from '#http'
import type { Webhooks } from '#model'
import { asCame } from './deliveries-on-wire.ts'
import type { PreparedDelivery, ReplayedSession } from './prepared-session.ts'
import type { DeliveryDivergence, WebhooksReport } from './webhooks-report.ts'

export interface DeliveryJudge {
  readonly correspondence: Correspondence
  readonly webhooks: Webhooks
  readonly clockToleranceMs: number | undefined
  /** What came of it at a receiver; without that, what the twin would send is taken for sent. */
  readonly received?: readonly HttpRequest[] | undefined
}

/** One delivery that the twin would make. */
export interface Sent {
  readonly name: string
  readonly dueMs: number
  readonly number: number
  readonly delivery: ComparableDelivery
  /** Its body as it is. */
  readonly text: string
}

/** What stands for the address of a receiver that only the service's users know. */
const unknownAddress = 'http://receiver.test'

/** Of so many of the twin's deliveries the one is looked for that the service made. */
const choicesMax = 40

/** Holds what the twin would have sent in a session against what the service sent: each delivery once, the likeliest pairs first. */
export function judgeDeliveries(session: ReplayedSession, events: readonly TwinEvent[], judge: DeliveryJudge): WebhooksReport {
  const { deliveries = [] } = session
  const isBehind = judge.webhooks.subscribed === undefined
  const told = events.flatMap((event) => sentOf(event, judge.webhooks))
  const left = new Set(judge.received === undefined ? told : asCame(told, judge.received))
  const open: PreparedDelivery[] = []
  const { signing } = judge.webhooks
  const signed = new Set(Object.keys(signing === undefined ? {} : signingScheme(signing).headers).map((name) => name.toLowerCase()))
  let right = 0
  const compare = (prepared: PreparedDelivery, sent: Sent) => {
    const { request } = prepared.exchange
    const expected = { ...prepared.sent, method: request.method, target: request.target }
    return compareDeliveries(expected, sent.delivery, scopeOf(session, prepared, judge), { signed, isBehind })
  }
  for (const prepared of deliveries) {
    const match = choicesFor(prepared, left).find((sent) => isIndistinguishable(prepared, sent, compare, judge.correspondence))
    if (match === undefined) open.push(prepared)
    else {
      left.delete(match)
      right++
    }
  }
  const divergences: DeliveryDivergence[] = []
  const missing: PreparedDelivery[] = []
  for (const prepared of open) {
    const best = nearest(prepared, left, compare, judge.correspondence)
    if (best === undefined) missing.push(prepared)
    else {
      left.delete(best.sent)
      divergences.push({ ...placeOf(session, prepared), event: best.sent.name, kind: 'differs', differences: best.tally.divergences })
    }
  }
  const extra = [...left].filter(({ dueMs }) => dueMs <= endOf(session))
  return {
    recorded: deliveries.length,
    right,
    differing: divergences.length,
    missing: missing.length,
    extra: extra.length,
    divergences: [
      ...divergences,
      ...missing.map((prepared): DeliveryDivergence => ({ ...placeOf(session, prepared), kind: 'missing', differences: [] })),
      ...extra.map(({ name, delivery }): DeliveryDivergence => {
        return {
          session: session.id,
          exchange: undefined,
          target: `${delivery.method} ${delivery.target}`,
          event: name,
          kind: 'extra',
          differences: [],
        }
      }),
    ],
  }
}

/** Who is told of an event in a check: those who have subscribed in the recording, or the one whom nobody knows there. */
export function receiversInCheck(event: TwinEvent, webhooks: Webhooks): readonly EventReceiver[] {
  if (webhooks.subscribed === undefined)
    return [{ url: unknownAddress, ...(event.afterMs === undefined ? {} : { afterMs: event.afterMs }) }]
  const fixed = new Set(webhooks.subscriptions?.map(({ url }) => url))
  return event.receivers.filter(({ url }) => !fixed.has(url))
}

function sentOf(event: TwinEvent, webhooks: Webhooks): Sent[] {
  return receiversInCheck(event, webhooks).map(({ url, afterMs = 0, secret: own }): Sent => {
    const dueMs = event.atMs + afterMs
    const secret = own ?? webhooks.secret ?? ''
    const { method, url: whole, headers, body } = composeDelivery(event, { url, atMs: dueMs, secret }, webhooks)
    const target = whole.replace(/^[a-z]+:\/\/[^/?]*/i, '')
    const comparable = readComparable({ status: 200, headers, body: encodeText(body) })
    return { name: event.name, dueMs, number: event.number, delivery: { ...comparable, method, target }, text: body }
  })
}

/** How much sooner than recorded something may be told. */
export const earlyMs = 5000

/** Those that may be it, the nearest in time first: in the order of the twin where time does not tell. */
function choicesFor({ exchange: { startedAtMs } }: PreparedDelivery, left: ReadonlySet<Sent>): Sent[] {
  const awayMs = ({ dueMs }: Sent) => Math.abs(startedAtMs - dueMs)
  return [...left]
    .filter(({ dueMs }) => dueMs <= startedAtMs + earlyMs)
    .sort((one, other) => Math.round((awayMs(one) - awayMs(other)) / 100) || one.number - other.number)
    .slice(0, choicesMax)
}

type Compare = (prepared: PreparedDelivery, sent: Sent) => Tally

function isIndistinguishable(prepared: PreparedDelivery, sent: Sent, compare: Compare, correspondence: Correspondence): boolean {
  return correspondence.attempt(() => compare(prepared, sent).divergences.every(({ severity }) => severity !== 'error'))
}

/** The one that is most like it, if more of it is right than wrong. */
function nearest(
  prepared: PreparedDelivery,
  left: ReadonlySet<Sent>,
  compare: Compare,
  correspondence: Correspondence,
): { sent: Sent; tally: Tally } | undefined {
  let best: { sent: Sent; tally: Tally } | undefined
  for (const sent of choicesFor(prepared, left)) {
    let tally: Tally | undefined
    correspondence.attempt(() => {
      tally = compare(prepared, sent)
      return false
    })
    if (tally === undefined || tally.divergences.length > tally.rightLeaves + tally.rightHeaders) continue
    if (!best || tally.divergences.length < best.tally.divergences.length) best = { sent, tally }
  }
  return best
}

function scopeOf(session: ReplayedSession, { exchange }: PreparedDelivery, { correspondence, clockToleranceMs }: DeliveryJudge): Scope {
  return {
    correspondence,
    origins: session.origins.seenFrom(session.exchanges.filter((one) => one.exchange.index < exchange.index).length),
    clock: {
      sessionStartMs: session.startedAtMs,
      startMs: exchange.startedAtMs,
      endMs: exchange.endedAtMs,
      toleranceMs: clockToleranceMs,
    },
  }
}

function placeOf({ id }: ReplayedSession, { exchange: { index, request } }: PreparedDelivery) {
  return { session: id, exchange: index, target: `${request.method} ${request.target}`, event: undefined }
}

/** What the twin would send later than this nobody was there to hear. */
function endOf({ exchanges, deliveries = [], startedAtMs }: ReplayedSession): number {
  return Math.max(
    startedAtMs,
    ...exchanges.map(({ exchange }) => exchange.endedAtMs),
    ...deliveries.map(({ exchange }) => exchange.startedAtMs),
  )
}
