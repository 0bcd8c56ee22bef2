import type { HttpRequest, HttpResponse } from '#http'
import type { Random } from '#state'
import type { Client } from './client.ts'
import type { Call } from './service.ts'

/** A small service with known rules, and what its clients do. */
export interface ServiceSpec {
  readonly name: string
  /** The rules of a fresh world, by route: `POST /orders/:id/confirm`. The first route that fits answers. */
  readonly rules: (world: World) => Rules
  /** Requests that clients make, each with its weight. */
  readonly traffic: (client: Client) => readonly Action[]
  /** It sends webhooks. */
  readonly tells?: true
  /** Requests with which every session begins. */
  readonly opening?: (client: Client) => readonly (() => HttpRequest)[]
}

export type Rules = Readonly<Record<string, (call: Call) => HttpResponse>>

export type Action = readonly [weight: number, request: () => HttpRequest]

/** Where new values of a world come from. */
export interface World {
  readonly random: Random
  /** A new text of one of the shapes of `mint`: `ord_{hex:16}`, `uuid4`. */
  readonly mint: (shape: string) => string
  /** Sends something to whoever listens. */
  readonly tell: (sent: Sent) => void
  /** Has something done whenever time has gone on, asked or not. */
  readonly onTime: (advance: (nowMs: number) => void) => void
}

/** What a service sends by itself. */
export interface Sent {
  /** On its clock; ms since 1970. */
  readonly atMs: number
  readonly request: HttpRequest
}
