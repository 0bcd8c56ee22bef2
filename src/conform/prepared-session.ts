import { type ComparableResponse, type RewriteText, readComparable } from '#compare'
import type { Exchange } from '#http'
import { firstAttempts, type RecordedSession } from '#recording'
import { EnumFields } from './enum-fields.ts'
import { createAddressRewriter } from './own-addresses.ts'
import { KeptReadings, type PreparedExchange, prepareExchange } from './prepared-exchange.ts'
import { ScrubbedValues } from './scrubbed-values.ts'
import { SessionOrigins } from './session-origins.ts'
import { SortedLists } from './sorted-lists.ts'
import { UnorderedLists } from './unordered-lists.ts'

/** A webhook of the service, read once: with the twin's address in place of the service's. */
export interface PreparedDelivery {
  readonly exchange: Exchange
  /** Headers and body, as of an answer. */
  readonly sent: ComparableResponse
}

/** A session to be replayed often: its exchanges are read when they are first looked at. */
export interface PreparedSession {
  readonly id: string
  readonly startedAtMs: number
  /** Those that the service answered in full, in their order. */
  readonly exchanges: readonly PreparedExchange[]
  /** Exchanges without an answer of the service, or whose request was not kept whole: they prove nothing about a twin. */
  readonly skipped: number
  readonly origins: SessionOrigins
  readonly scrubbed: ScrubbedValues
  /** What the service sent by itself, each thing once; undefined where nobody listened. */
  readonly deliveries?: readonly PreparedDelivery[] | undefined
  /** Of all sessions that were prepared together. */
  readonly unordered: UnorderedLists
  readonly sorted: SortedLists
  readonly enums: EnumFields
}

/** What a replay has to know of a session. */
export type ReplayedSession = Omit<PreparedSession, 'scrubbed'>

export interface PrepareOptions {
  /** The address that the twin is told to have; never that of the recording, so that a twin which knows addresses by heart is found out. */
  readonly twinOrigin?: string
  /** Each session is replayed once, and what was read of it is let go of soon; it is kept for many replays otherwise. */
  readonly once?: boolean
}

/** Bytes of bodies. Enough for what is said again soon after; what has been kept for longer is left to the big collections of garbage. */
const keptOnceMax = 64 * 1024

/** Where replayed twins think they are. */
export const replayOrigin = 'http://twin.test'

/** Prepares sessions for replay. What they have in common tells constants of the service from what each of its instances mints. */
export function prepareSessions(sessions: readonly RecordedSession[], options: PrepareOptions = {}): PreparedSession[] {
  const kept = new KeptReadings(options.once ? keptOnceMax : undefined)
  const read = sessions.map((session) => prepareSession(session, options.twinOrigin ?? replayOrigin, kept))
  SessionOrigins.join(read.map((session) => session.origins))
  const shared = learnShared(read.map((session) => session.exchanges))
  return read.map((session) => ({ ...session, ...shared }))
}

/** A session that goes on, beside recorded ones that were prepared together: what is known of the service is known from these. */
export interface LiveSession extends ReplayedSession {
  readonly exchanges: PreparedExchange[]
  skipped: number
}

export function createLiveSession(id: string, startedAtMs: number, recorded: readonly PreparedSession[]): LiveSession {
  const exchanges: PreparedExchange[] = []
  const origins = SessionOrigins.beside(
    recorded.map((session) => session.origins),
    exchanges,
  )
  const { unordered, sorted, enums } = recorded[0] ?? learnShared([])
  return { id, startedAtMs, exchanges, skipped: 0, origins, unordered, sorted, enums }
}

type Shared = Pick<PreparedSession, 'unordered' | 'sorted' | 'enums'>

function learnShared(all: readonly (readonly PreparedExchange[])[]): Shared {
  return { unordered: new UnorderedLists(all), sorted: new SortedLists(all), enums: new EnumFields(all) }
}

function prepareSession(session: RecordedSession, twinOrigin: string, kept: KeptReadings): Omit<PreparedSession, keyof Shared> {
  const rewrite = createAddressRewriter([session.upstream, session.origin], twinOrigin)
  const exchanges: PreparedExchange[] = []
  let skipped = 0
  for (const exchange of session.exchanges) {
    const prepared = prepareExchange(exchange, rewrite, kept)
    if (prepared === undefined) skipped++
    else exchanges.push(prepared)
  }
  const startedAtMs = session.exchanges[0]?.startedAtMs ?? session.startedAtMs
  const deliveries = firstAttempts(session)?.first.flatMap((exchange) => prepareDelivery(exchange, rewrite) ?? [])
  const origins = new SessionOrigins(exchanges, deliveries)
  return { id: session.id, startedAtMs, exchanges, skipped, origins, scrubbed: new ScrubbedValues(session), deliveries }
}

/** Undefined where it was not kept whole. */
function prepareDelivery(exchange: Exchange, rewrite: RewriteText): PreparedDelivery | undefined {
  const { headers, body, omittedBodyBytes } = exchange.request
  if (omittedBodyBytes !== undefined) return undefined
  return { exchange, sent: readComparable({ status: 200, headers, body }, rewrite) }
}
