import type { FieldRule } from '#compare'
import { FieldRules, prepareSessions, Replay } from '#conform'
import type { HttpRequest } from '#http'
import { decodeExchange } from '#http/io'
import type { RecordedSession } from '#recording'
import { Pace } from './pace.ts'
import { sendRequest } from './send-request.ts'

export interface ReplayOnServiceOptions {
  /** Base URL of an http server. */
  readonly origin: string
  /** Requests a second. */
  readonly rate: number
  /** Credentials and the like, in place of the scrubbed ones. */
  readonly headers: HttpRequest['headers']
  /** Fields that each instance of the service makes up. */
  readonly madeFields: readonly FieldRule[]
  readonly signal: AbortSignal
  /** Called before each session but the first. */
  readonly onNextSession: () => Promise<void>
  /** Called with each request that got no answer. */
  readonly onFailure: (request: HttpRequest, error: Error) => void
}

const timeoutMs = 60_000

/** Sends the requests of recorded sessions again, each with the ids that the service gave this time. */
export async function replayOnService(sessions: readonly RecordedSession[], options: ReplayOnServiceOptions): Promise<void> {
  const { origin, headers, signal } = options
  const pace = new Pace(options.rate)
  for (const [at, session] of prepareSessions(sessions, { twinOrigin: origin }).entries()) {
    if (at > 0) await options.onNextSession()
    const replay = new Replay(session, { fields: new FieldRules([], options.madeFields) })
    for (const place of session.exchanges.keys()) {
      await pace.next()
      if (signal.aborted) return
      const request = replay.request(place)
      try {
        const sent = await sendRequest(request, { origin, timeoutMs, headers })
        const { response } = decodeExchange({ index: 0, startedAtMs: 0, endedAtMs: 0, request, response: sent })
        if (response !== undefined) replay.judge(place, { response })
      } catch (error) {
        options.onFailure(request, error as Error)
      }
    }
  }
}
