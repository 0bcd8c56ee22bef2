import type { Answer, AnswerTrace, SessionOptions, Twin, TwinEvent, TwinSession } from '#engine'
import type { HttpRequest } from '#http'
import { createSourceClock } from '#state'
import type { PreparedExchange } from './prepared-exchange.ts'
import { type PreparedSession, replayOrigin } from './prepared-session.ts'
import type { ReplayAnswer } from './replay-session.ts'

/** A session of a twin that is asked what was recorded. */
export interface ReplayedTwin {
  readonly world: TwinSession
  /** Asks what was asked in an exchange, in the twin's terms; the twin's clock is where that began. */
  ask(request: HttpRequest, exchange: PreparedExchange, trace?: AnswerTrace): Answer & ReplayAnswer
  /** What it tells of what has come by itself when the recording ends. */
  atEnd(): readonly TwinEvent[]
}

/** Opens a session of a twin for the requests of a recorded one. Seed 1 unless said. */
export function openReplay(
  twin: Twin,
  session: PreparedSession,
  options: Partial<Pick<SessionOptions, 'seed' | 'recall' | 'remember'>> = {},
): ReplayedTwin {
  let nowMs = session.startedAtMs
  const clock = createSourceClock(() => nowMs)
  const isScrubbed = (text: string) => session.scrubbed.isIn(text)
  const world = twin.createSession({ seed: 1, clock, origin: replayOrigin, isScrubbed, isRead: true, ...options })
  return {
    world,
    ask(request, { exchange }, trace) {
      nowMs = exchange.startedAtMs
      return { ...world.answer(request, trace), isMade: world.hasMade }
    },
    atEnd() {
      nowMs = Math.max(nowMs, ...(session.deliveries ?? []).map(({ exchange }) => exchange.startedAtMs))
      return world.work?.().events ?? []
    },
  }
}
