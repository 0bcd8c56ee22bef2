import type { HttpRequest, HttpResponse } from '#http'
import type { Clock } from '#state'
import type { RecallSource } from './recall/recall-source.ts'

/** How sure the twin is of an answer; goes out as `X-Doppel-Provenance`. */
export type Provenance = 'learned' | 'guess' | 'recorded' | 'miss'

export interface Answer {
  readonly response: HttpResponse
  readonly provenance: Provenance
  /** Pattern of the route that answered (`GET /orders/{id}`), undefined when none did. */
  readonly route?: string
  /** Name of the variant that answered. */
  readonly variant?: string
}

export interface SessionOptions {
  /** Source of every minted id and token; the same seed, clock and requests give the same bytes. */
  readonly seed: number
  readonly clock: Clock
  /** Where the twin is reached, e.g. `http://127.0.0.1:8080`: the service's own URLs are rewritten to it. */
  readonly origin: string
  /** Turns a credential into the token that stands for it in the recordings (the workspace's scrubber); identity where nothing was scrubbed. */
  readonly seal?: (text: string) => string
  /** What is known by heart in place of what the twin has itself; `false` leaves the rules alone to answer. */
  readonly recall?: RecallSource | false | undefined
}

/** One isolated world of a twin: entities, counters, clock, random stream. Requests on it are serial. */
export interface TwinSession {
  /** Answers one request; all of its effects happen or none. Never throws for any request, however malformed. */
  answer(request: HttpRequest): Answer
  /** Entities by collection, for people: `{ order: [ … ] }`. */
  state(): Record<string, unknown>
  /** Back to the state before the first request. */
  reset(): void
}

/** A compiled model. */
export interface Twin {
  readonly name: string
  readonly routes: readonly string[]
  createSession(options: SessionOptions): TwinSession
}
