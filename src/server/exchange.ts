import type { ServerResponse } from 'node:http'
import type { Answer } from '#engine'
import type { Afterwards } from './afterwards.ts'
import type { Journal } from './journal/journal.ts'
import type { Metrics } from './metrics.ts'
import type { ServedSession } from './served-session.ts'
import { withPrefix } from './session-choice.ts'
import type { Tracer } from './spans/tracer.ts'
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
  readonly metrics: Metrics | undefined
  /** Is told of each request, if anybody wants to know. */
  readonly log: ((entry: LogEntry) => void) | undefined
  /** Makes a span of it, where that is configured. */
  readonly tracing: { readonly tracer: Tracer; readonly startMs: number } | undefined
  /** Where it has its effect before its answer may go out: calls back when it may. */
  readonly hold?: ((goOn: () => void) => void) | undefined
  /** Keeps the request where it outlives this process: called once it has had its effect, before anybody hears of it. */
  readonly keep: (() => void) | undefined
  /** What comes of it later; undefined where it is only done again, and others say what comes. */
  readonly afterwards: Afterwards | undefined
  /** Where others may be asked what comes next: they know that an answer has left before it does. */
  readonly leaveFirst?: ((number: number, send: () => void) => void) | undefined
}

/** One that may be answered again, as it was before: then nobody waits for the answer. */
export type Repeated = Omit<Exchange, 'response'> & Partial<Pick<Exchange, 'response'>>

/** A request for a log; times in ms. */
export interface LogEntry {
  readonly session: string
  readonly method: string
  readonly target: string
  readonly status: number
  readonly provenance: string
  readonly route: string | undefined
  readonly chaos: string | undefined
  readonly tookMs: number
}

/** An answer, and the session's time before it was made: a stepping clock moves on with it. */
export interface Made {
  readonly answer: Answer
  readonly nowMs: number
  /** The time in which it was made, by the wall clock. */
  readonly tookMs: number
  /** The request's number, where it holds something until the answer has left. */
  readonly held?: number | undefined
}

/** The answer of the session's twin, with its effects. */
export function makeAnswer({ request, response, session, origin, afterwards }: Repeated): Made {
  // `performance` would load what measures much else, before the first answer.
  const startNs = process.hrtime.bigint()
  const nowMs = session.clock.nowMs()
  if (!session.isStaged && !request.asksWhy) {
    return { answer: session.answer(request, origin), nowMs, tookMs: msSince(startNs), held: undefined }
  }
  let held: number | undefined
  const onHeld = (number: number) => {
    held = number
    // who does it again is told when it has left
    if (response) onceClosed(response, () => afterwards?.leave(session, number))
  }
  const answer = request.asksWhy ? session.answerTraced(request, origin, onHeld) : session.answer(request, origin, onHeld)
  return { answer, nowMs, tookMs: msSince(startNs), held }
}

function msSince(startNs: bigint): number {
  return Number(process.hrtime.bigint() - startNs) / 1e6
}

/** Also where its client has gone before there was an answer; never in the turn of that. */
function onceClosed(response: ServerResponse, run: () => void): void {
  if (response.destroyed) setImmediate(run)
  else response.once('close', run)
}

/** Whether somebody waits for the answer. */
export function isLive(exchange: Repeated): exchange is Exchange {
  return exchange.response !== undefined
}

/** Runs what sends the answer, when it may go out. */
export function onceFree({ hold }: Exchange, send: () => void): void {
  if (hold === undefined) send()
  else hold(send)
}

/** Puts it on the wire. */
export function sendAnswer(exchange: Exchange, made: Made): void {
  if (made.held === undefined) writeMade(exchange, made)
  else leaving(exchange, made, () => writeMade(exchange, made))
}

function writeMade({ request, response }: Exchange, { answer, nowMs }: Made): void {
  const told = request.prefix === '' ? answer : withPrefix(answer, request.prefix)
  writeAnswer(response, request.method, told, toHttpDate(nowMs))
}

/** Sends the last of an answer, or cuts it off: what its client asks next is not to meet what the request holds. */
export function leaving({ leaveFirst }: Exchange, { held }: Made, send: () => void): void {
  if (held === undefined || leaveFirst === undefined) send()
  else leaveFirst(held, send)
}

/** What comes of it beside the answer itself: the journal, and what others are told. */
export function followUp({ request, response, session, journal, metrics, log, tracing }: Repeated, made: Made): void {
  const { answer, nowMs } = made
  journal.note(session.name, request, answer, nowMs)
  metrics?.count(made)
  log?.(toLogEntry(session.name, request, made))
  if (tracing !== undefined && response !== undefined) tracing.tracer.note({ request, response, session }, made, tracing.startMs)
  if (answer.events !== undefined) session.outbox?.accept(answer.events)
}

function toLogEntry(session: string, { method, target }: ArrivedRequest, { answer, tookMs }: Made): LogEntry {
  const { response, provenance, route, chaos } = answer
  return { session, method, target, status: response.status, provenance, route, chaos, tookMs }
}
