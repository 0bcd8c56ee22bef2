import type { Json, JsonObject } from '#base'
import type { HeaderList, HttpRequest, HttpResponse } from '#http'
import type { Environment, Value } from '#lang'
import type { FixtureSet, Stages, Webhooks } from '#model'
import type { Clock } from '#state'
import type { AgendaItem, AgendaRun } from './agenda/session-agenda.ts'
import type { RecallSource } from './recall/recall-source.ts'
import type { RequestView } from './request-view.ts'
import type { NearestCase } from './why/nearest-case.ts'
import type { WhyTrace } from './why/why-trace.ts'

export const provenances = ['learned', 'guess', 'recorded', 'miss'] as const

/** How sure the twin is of an answer; goes out as `X-Doppel-Provenance`. */
export type Provenance = (typeof provenances)[number]

export interface Answer {
  readonly response: HttpResponse
  readonly provenance: Provenance
  /** What the JSON of the response's body is read as, for sessions that are read (`isRead`) and where it is known without printing it. */
  readonly said?: Json
  /** Pattern of the route that answered (`GET /orders/{id}`), undefined when none did. */
  readonly route?: string
  /** Name of the variant that answered. */
  readonly variant?: string
  /** Of a miss of a route: the case that came nearest. */
  readonly nearest?: NearestCase
  /** The gist of why, for who asked; goes out as `X-Doppel-Why`. */
  readonly why?: string
  /** What was made to go wrong with it; goes out as `X-Doppel-Chaos`. */
  readonly chaos?: string
  /** What happened that others asked to be told of; undefined when nothing did. Whoever calls the twin delivers it. */
  readonly events?: readonly TwinEvent[]
}

/** Something that happened in a session, as its webhooks tell it. */
export interface TwinEvent {
  /** The same for the same seed and number, such as `evt_0f3a…`. */
  readonly id: string
  readonly name: string
  /** From 1, in the order of the session. */
  readonly number: number
  /** When it happened; ms since 1970. */
  readonly atMs: number
  /** As it goes out; JSON where it is a form. */
  readonly payload: string
  /** `POST` unless said. */
  readonly method?: string
  /** What comes behind the receiver's address; nothing unless said. */
  readonly path?: string
  readonly headers?: HeaderList
  /** How long after it happened it is told. */
  readonly afterMs?: number
  /** Who asked to be told of it. */
  readonly receivers: readonly EventReceiver[]
}

export interface EventReceiver {
  /** Where it is told, or `twin:NAME`: another twin is asked. */
  readonly url: string
  /** What is asked of the other twin; `body` is JSON. */
  readonly call?: {
    readonly method: string
    readonly target: string
    readonly headers: HeaderList
    readonly body?: string
  }
  /** How long after the event. */
  readonly afterMs?: number
  /** Undefined: that of the model's `webhooks`. */
  readonly secret?: string
}

/** Is told what led to an answer, while it is made. */
export interface AnswerTrace {
  enter(start: { readonly view: RequestView; readonly route: string | undefined; readonly environment: Environment }): void
  /** `value` is the body's, `environment` has the names that the effects have bound. */
  respond(variant: string, value: Value, environment: Environment): void
  /** Why the answer is a guess, if it is: its own rule's test, a request unlike any seen, something that an earlier guess decided. */
  judge?(reasons: { readonly isGuess: boolean; readonly isNovel: boolean; readonly isDoubted: boolean }): void
}

export interface SessionOptions {
  /** Source of every minted id and token; the same seed, clock and requests give the same bytes. */
  readonly seed: number
  readonly clock: Clock
  /** Where the twin is reached, e.g. `http://127.0.0.1:8080`: the service's own URLs are rewritten to it. */
  readonly origin: string
  /** Turns a credential into the token that stands for it in the recordings (the workspace's scrubber); identity where nothing was scrubbed. */
  readonly seal?: ((text: string) => string) | undefined
  /** For requests from recordings: whether a text holds what was scrubbed. A digest over such a text is not the one that the service gave. */
  readonly isScrubbed?: (text: string) => boolean
  /**
   * Answers are for who compares what they say: bodies are printed when their bytes are asked for, and what they say is given with them
   * (`Answer.said`).
   */
  readonly isRead?: boolean
  /** Answers that would be the same again are kept, and given again. */
  readonly keepsAnswers?: boolean
  /** Keep what was asked before, even if no rule of the model asks for it. */
  readonly remember?: boolean
  /** What is known by heart in place of what the twin has itself; `false` leaves the rules alone to answer. */
  readonly recall?: RecallSource | false | undefined
  /** Entities that are there at the start beside those of the model. */
  readonly fixtures?: FixtureSet | undefined
}

/** What came of what was due. */
export interface DueRun extends AgendaRun {
  readonly events: readonly TwinEvent[]
}

/** One isolated world of a twin: entities, counters, clock, random stream. Requests on it are serial. */
export interface TwinSession {
  /** Answers one request; all of its effects happen or none. Never throws for any request, however malformed. */
  answer(request: HttpRequest, trace?: AnswerTrace): Answer
  /**
   * Whether the twin made this text up in this session, or a longer one that holds it, or worked it out from what was made up or scrubbed
   * (the latter if told what was: `isScrubbed`).
   */
  readonly hasMade?: (piece: string) => boolean
  /** Name of the route that would answer; undefined when none would. */
  routeOf?(request: HttpRequest): string | undefined
  /** How the service answers such a request when it answers with this status, as far as that is known. Nothing happens, and nothing is minted. */
  answerAs?(request: HttpRequest, status: number): Answer | undefined
  /** Entities by collection, for people: `{ order: [ … ] }`. */
  state(): Record<string, unknown>
  /** The same with their keys: by collection, values by key. A twin whose sessions have none can't be compared. */
  entities?(): ReadonlyMap<string, ReadonlyMap<string, JsonObject>>
  /** Back to the state before the first request. */
  reset(): void
  /**
   * A session that is as this one is now, ids and tokens to come included, and goes its own way under these options; only what one of the two
   * changes is copied. A twin whose sessions have no `fork` can't be snapshotted.
   */
  fork?(options: SessionOptions): TwinSession
  /** All that the session is, as JSON, between two requests: `Twin.loadSession` makes it anew. A twin whose sessions have none can't be exported. */
  save?(): unknown
  /** Does what is due by now, as each answer does before all else. Of a twin without it nothing happens by itself. */
  work?(): DueRun
  /** Before that moment nothing is due; undefined when nothing ever is. */
  nextDueMs?(): number | undefined
  /** What is due next, as far as it is known, and what was done last. */
  agenda?(limit: number): { readonly next: readonly AgendaItem[]; readonly done: readonly AgendaItem[] }
}

/** A compiled model. */
export interface Twin {
  readonly name: string
  readonly routes: readonly string[]
  /** Names of what it tells others of; undefined where there are none. */
  readonly events?: readonly string[] | undefined
  /** How its events are to be delivered; undefined where there are none. */
  readonly webhooks?: Webhooks | undefined
  /** What is to be done around its answers; undefined where nothing is. */
  readonly stages?: Stages | undefined
  /** Whether something happens by itself. */
  readonly hasAgenda?: boolean
  createSession(options: SessionOptions): TwinSession
  /** A session that goes on as the one would have that was saved by a twin of the same fingerprint. Throws where it is none that can be read. */
  loadSession?(saved: unknown, options: SessionOptions): TwinSession
  /** The same only for twins that answer the same. */
  fingerprint?(): string
  /** Why its sessions can't begin with these entities, for people; undefined when they can. A twin without it takes none. */
  problemOfFixtures?(entities: FixtureSet): string | undefined
  /** What follows one answer step by step; a twin that has no rules has none. */
  createTrace?(): WhyTrace
}
