import type { Json } from '#base'
import type { Value } from '#lang'
import type { Call } from '../call.ts'

export type DeliveryEncoding = 'json' | 'form' | 'text'

/** A webhook as the learner sees it: decoded, the service's own addresses masked. */
export interface Delivery {
  readonly session: number
  /** Among all that passed in its session, exchanges included. */
  readonly place: number
  readonly startedAtMs: number
  readonly method: string
  /** Path and query under which it came. */
  readonly target: string
  /** Names as on the wire. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly encoding: DeliveryEncoding
  readonly body: Value
}

/** An event that was told, once for each receiver: its first delivery stands for it. */
export interface TellingKind {
  /** Name of the event, as subscriptions call it. */
  readonly name: string
  /** The same name may be told in several ways: `issues` with the actions `opened` and `closed`. */
  readonly key: string
}

/** A delivery with the kind of its event, and what of its body is the event's own. */
export interface Telling extends TellingKind {
  readonly delivery: Delivery
  /** What stands in the place of the data once what all deliveries have in common is taken away. */
  readonly data: Value
  /** What comes behind the receiver's address. */
  readonly path: string
  /** Headers that are neither the same in all deliveries nor part of the signature. */
  readonly headers: readonly (readonly [name: string, value: string])[]
}

/** A telling, and the call that caused it. */
export interface Caused extends Telling {
  readonly call: Call
  /** From the beginning of the call to the arrival of the delivery. */
  readonly delayMs: number
}

/** Every value in a body that is no map and no list, with its path; items of lists under `*`. */
export function leavesOf(value: Value): { readonly path: readonly string[]; readonly value: Json }[] {
  const leaves: { path: readonly string[]; value: Json }[] = []
  const visit = (part: Value, path: readonly string[]) => {
    if (part === undefined) return
    if (part === null || typeof part !== 'object') leaves.push({ path, value: part })
    else if (Array.isArray(part)) for (const item of part as readonly Json[]) visit(item, [...path, '*'])
    else for (const [key, item] of Object.entries(part as { readonly [key: string]: Json })) visit(item, [...path, key])
  }
  visit(value, [])
  return leaves
}
