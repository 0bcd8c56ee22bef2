import { parseJson } from '#base'
import type { AgendaItem, EventReceiver, TwinEvent } from '#engine'

/** One attempt, and how it ended. */
export interface Attempt {
  /** On the clock of the session; ms since 1970. */
  readonly atMs: number
  /** What the receiver answered, undefined when nothing came. */
  readonly status?: number
  readonly error?: string
}

/** `held`: waits for another one to go first. `refused`: its target may not be told of anything. */
export const deliveryStates = ['pending', 'held', 'delivered', 'failed', 'refused', 'dropped'] as const
type DeliveryState = (typeof deliveryStates)[number]

/** An event on its way to one receiver. */
export interface Delivery {
  /** E.g. `dlv_7`; numbers of the session. */
  readonly id: string
  readonly number: number
  readonly event: TwinEvent
  readonly receiver: EventReceiver
  state: DeliveryState
  /** When the next attempt is due, while it is pending or held. */
  dueMs: number
  readonly attempts: Attempt[]
  /** Attempts that are still left after the schedule began anew. */
  retriesLeft: number
}

export function isWaiting({ state }: Delivery): boolean {
  return state === 'pending' || state === 'held'
}

/** Its next attempt among other work that waits for its time. */
export function toAgendaItem({ id, event, receiver, dueMs }: Delivery): AgendaItem {
  return { atMs: dueMs, name: `webhook ${event.name} to ${receiver.url}`, key: id }
}

/** For people and tests: what a delivery is and what came of it. */
export function describeDelivery({ id, event, receiver, state, dueMs, attempts, ...rest }: Delivery): Record<string, unknown> {
  return {
    id,
    event: event.id,
    type: event.name,
    url: receiver.url,
    ...(receiver.call ? { call: `${receiver.call.method} ${receiver.call.target}` } : {}),
    state,
    at: toIso(event.atMs),
    ...(isWaiting({ id, event, receiver, state, dueMs, attempts, ...rest }) ? { due: toIso(dueMs) } : {}),
    attempts: attempts.map(({ atMs, ...outcome }) => ({ at: toIso(atMs), ...outcome })),
    payload: parseJson(event.payload) ?? event.payload,
  }
}

function toIso(atMs: number): string {
  return new Date(atMs).toISOString()
}
