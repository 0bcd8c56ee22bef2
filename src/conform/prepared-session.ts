import { type ComparableResponse, readComparable, rewriteHeaders } from '#compare'
import { decodeText, type Exchange, type HttpRequest } from '#http'
import type { RecordedSession } from '#recording'
import { EnumFields } from './enum-fields.ts'
import { createAddressRewriter } from './own-addresses.ts'
import { ScrubbedValues } from './scrubbed-values.ts'
import { SessionOrigins } from './session-origins.ts'
import { SortedLists } from './sorted-lists.ts'
import { UnorderedLists } from './unordered-lists.ts'

/** An exchange read once, so that it can be replayed often. */
export interface PreparedExchange {
  readonly exchange: Exchange
  /** With the twin's address in place of the service's. */
  readonly request: HttpRequest
  /** With the twin's address in place of the service's. */
  readonly response: ComparableResponse
}

/** A session read once. */
export interface PreparedSession {
  readonly id: string
  readonly startedAtMs: number
  /** Those that the service answered in full, in their order. */
  readonly exchanges: readonly PreparedExchange[]
  /** Exchanges without an answer of the service, or whose request was not kept whole: they prove nothing about a twin. */
  readonly skipped: number
  readonly origins: SessionOrigins
  readonly scrubbed: ScrubbedValues
  /** Of all sessions that were prepared together. */
  readonly unordered: UnorderedLists
  readonly sorted: SortedLists
  readonly enums: EnumFields
}

export interface PrepareOptions {
  /** The address that the twin is told to have; never that of the recording, so that a twin which knows addresses by heart is found out. */
  readonly twinOrigin?: string
}

/** Where replayed twins think they are. */
export const replayOrigin = 'http://twin.test'

/** Reads sessions for replay. What they have in common tells constants of the service from what each of its instances mints. */
export function prepareSessions(sessions: readonly RecordedSession[], options: PrepareOptions = {}): PreparedSession[] {
  const read = sessions.map((session) => prepareSession(session, options.twinOrigin ?? replayOrigin))
  SessionOrigins.join(read.map((session) => session.origins))
  const all = read.map((session) => session.exchanges)
  const unordered = new UnorderedLists(all)
  const sorted = new SortedLists(all)
  const enums = new EnumFields(all)
  return read.map((session) => ({ ...session, unordered, sorted, enums }))
}

function prepareSession(session: RecordedSession, twinOrigin: string): Omit<PreparedSession, 'unordered' | 'sorted' | 'enums'> {
  const rewrite = createAddressRewriter([session.upstream, session.origin], twinOrigin)
  const exchanges: PreparedExchange[] = []
  let skipped = 0
  for (const exchange of session.exchanges) {
    if (exchange.response === undefined || exchange.failure !== undefined || exchange.request.omittedBodyBytes !== undefined) {
      skipped++
      continue
    }
    const request = rewriteRequest(exchange.request, rewrite)
    exchanges.push({ exchange, request, response: readComparable(exchange.response, rewrite) })
  }
  const startedAtMs = session.exchanges[0]?.startedAtMs ?? session.startedAtMs
  return { id: session.id, startedAtMs, exchanges, skipped, origins: new SessionOrigins(exchanges), scrubbed: new ScrubbedValues(session) }
}

function rewriteRequest(request: HttpRequest, rewrite: (text: string) => string): HttpRequest {
  const headers = rewriteHeaders(request.headers, rewrite)
  const text = request.body.length === 0 ? undefined : decodeText(request.body)
  const rewritten = text === undefined ? undefined : rewrite(text)
  if (rewritten === text) return headers === request.headers ? request : { ...request, headers }
  return { ...request, headers, body: new TextEncoder().encode(rewritten) }
}
