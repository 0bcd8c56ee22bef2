import type { ServerResponse } from 'node:http'
import type { Answer } from '#engine'
import type { Journal } from './journal/journal.ts'
import type { ServedSession } from './served-session.ts'
import { withPrefix } from './session-choice.ts'
import type { ArrivedRequest } from './wire/arrived-request.ts'
import { toHttpDate } from './wire/http-date.ts'
import { writeAnswer } from './wire/write-answer.ts'

/** A request that has found its session. */
export interface Exchange {
  readonly request: ArrivedRequest
  readonly response: ServerResponse
  readonly session: ServedSession
  /** How its client calls the twin. */
  readonly origin: string
  readonly journal: Journal
}

/** An answer, and the session's time before it was made: a stepping clock moves on with it. */
export interface Made {
  readonly answer: Answer
  readonly nowMs: number
}

/** The answer of the session's twin, with its effects. */
export function makeAnswer({ request, response, session, origin }: Exchange): Made {
  const nowMs = session.clock.nowMs()
  const onSent = session.hasStages ? (run: () => void) => void response.once('close', run) : undefined
  return { answer: request.asksWhy ? session.answerTraced(request, origin, onSent) : session.answer(request, origin, onSent), nowMs }
}

/** Puts it on the wire. */
export function sendAnswer({ request, response }: Exchange, { answer, nowMs }: Made): void {
  writeAnswer(response, request.method, request.prefix === '' ? answer : withPrefix(answer, request.prefix), toHttpDate(nowMs))
}

/** What comes of it beside the answer itself: the journal, and what others are told. */
export function followUp({ request, session, journal }: Exchange, { answer, nowMs }: Made): void {
  journal.note(session.name, request, answer, nowMs)
  if (answer.events !== undefined) session.outbox?.accept(answer.events)
}
