import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { type Answer, isReading } from '#engine'
import type { ChaosRule, ChaosRuleOf } from '#model'
import { type Exchange, followUp, type Made, makeAnswer, sendAnswer } from '../exchange.ts'
import { bodyOf, withHeaders } from '../stages/answer-with.ts'
import { toHttpDate } from '../wire/http-date.ts'
import { toWireHeaders } from '../wire/response-headers.ts'
import type { Plan, SessionChaos } from './session-chaos.ts'

/** In so many pieces a slow body comes. */
const pieces = 20

/** Answers a request as planned. `guard` runs what happens later, and is where a bug of ours stops. */
export function strike(exchange: Exchange, chaos: SessionChaos, plan: Plan, guard: (run: () => void) => void): void {
  const { rule, delayMs } = plan
  const told = [...(delayMs > 0 ? [`latency ${Math.round(delayMs)}ms`] : []), ...(rule ? [tellRule(rule)] : [])].join(', ')
  const answerLater = (run: () => void) => {
    if (delayMs <= 0) run()
    else setTimeout(() => guard(run), delayMs)
  }
  const scene: Scene = { exchange, told, answerLater, guard }
  if (rule === undefined) {
    const made = makeHere(scene)
    answerLater(() => sendAnswer(exchange, made))
  } else {
    perform(rule, scene, chaos)
  }
}

interface Scene {
  readonly exchange: Exchange
  readonly told: string
  readonly answerLater: (run: () => void) => void
  readonly guard: (run: () => void) => void
}

function perform(rule: NonNullable<Plan['rule']>, scene: Scene, chaos: SessionChaos): void {
  if (rule.fault === 'error') answerInstead(scene, errorAnswer(rule, scene.exchange))
  else if (rule.fault === 'timeout') hang(scene, rule.for)
  else if (rule.fault === 'reset') hang(scene, 0)
  else if (rule.fault === 'stale') answerStale(scene, chaos)
  else if (rule.fault === 'reorder') letPass(scene, chaos, rule.wait)
  else spoil(rule, scene)
}

type Spoiling = ChaosRuleOf<'duplicate' | 'lost-reply' | 'malformed' | 'truncate' | 'slow'>

/** The request has its effect; the answer does not come as it should. */
function spoil(rule: Spoiling, scene: Scene): void {
  const { exchange, told } = scene
  const made = makeHere(scene)
  if (rule.fault === 'duplicate') makeHere({ ...scene, told: `${told} (again)` })
  scene.answerLater(() => {
    if (rule.fault === 'lost-reply') cut(exchange)
    else if (rule.fault === 'truncate') sendPart(exchange, made, rule.keep)
    else if (rule.fault === 'slow') sendSlowly(exchange, made, rule.over)
    else if (rule.fault === 'malformed') sendAnswer(exchange, withBody(made, part(made.answer, rule.keep)))
    else sendAnswer(exchange, made)
  })
}

/** The twin's own answer with all that comes of it, said to be struck. */
function makeHere({ exchange, told }: Scene): Made {
  const { answer, ...rest } = makeAnswer(exchange)
  const made = { answer: { ...answer, chaos: told }, ...rest }
  followUp(exchange, made)
  return made
}

/** Another answer than the twin's: the request has no effect. */
function answerInstead({ exchange, told, answerLater }: Scene, answer: Answer): void {
  const { session } = exchange
  const made = { answer: { ...answer, chaos: told }, nowMs: session.clock.nowMs(), tookMs: 0 }
  session.pass()
  followUp(exchange, made)
  answerLater(() => sendAnswer(exchange, made))
}

const nothing: Answer['response'] = { status: 0, headers: [], body: new Uint8Array() }

/** Is never answered, and has no effect; the connection is cut after so long, if it is. */
function hang({ exchange, told, answerLater }: Scene, forMs: number | undefined): void {
  const { session } = exchange
  const nowMs = session.clock.nowMs()
  session.pass()
  followUp(exchange, { answer: { response: nothing, provenance: 'miss', chaos: told }, nowMs, tookMs: 0 })
  if (forMs !== undefined) answerLater(() => setTimeout(() => cut(exchange), forMs))
}

/** As the service was before the last write; a write is done as always. */
function answerStale(scene: Scene, { before }: SessionChaos): void {
  const { exchange, told, answerLater } = scene
  const { request, session, origin } = exchange
  const nowMs = session.clock.nowMs()
  const isStale = before !== undefined && isReading(request.method)
  const made = isStale
    ? { answer: { ...session.answerAsOf(before, request, origin), chaos: told }, nowMs, tookMs: 0 }
    : makeAnswer(exchange)
  followUp(exchange, made)
  answerLater(() => sendAnswer(exchange, made))
}

/** Waits until a later request of the session was answered, or for so long. */
function letPass(scene: Scene, chaos: SessionChaos, waitMs: number): void {
  const { exchange, answerLater, guard } = scene
  const goOn = () => {
    clearTimeout(timer)
    if (chaos.overtaken === goOn) chaos.overtaken = undefined
    guard(() => {
      const made = makeHere(scene)
      answerLater(() => sendAnswer(exchange, made))
    })
  }
  const timer = setTimeout(goOn, waitMs)
  chaos.overtaken = goOn
}

/** The service's own words where the twin knows them. */
function errorAnswer(
  { status, body, headers = {}, retry_after: retryAfterMs }: ChaosRuleOf<'error'>,
  { request, session }: Exchange,
): Answer {
  const own = body === undefined ? session.answerAs(request, status) : undefined
  const made: Answer = own ?? { provenance: 'miss', response: { status, ...bodyOf(body ?? plainError(status)) } }
  const retry = retryAfterMs === undefined ? {} : { 'Retry-After': String(Math.ceil(retryAfterMs / 1000)) }
  return withHeaders(made, { ...headers, ...retry })
}

/** Said to be nobody's: no recording shows how the service words it. */
function plainError(status: number): object {
  return { error: { code: 'error-on-demand', message: `status ${status} was asked of this twin; how the service words it is not known` } }
}

function cut({ response }: Exchange): void {
  const { socket } = response
  // a stream within the process has no connection that could be reset
  if (socket instanceof Socket) socket.resetAndDestroy()
  else (socket as Duplex | null)?.destroy()
}

function part({ response }: Answer, keep: number): Uint8Array {
  return response.body.subarray(0, Math.floor(response.body.length * keep))
}

function withBody(made: Made, body: Uint8Array): Made {
  return { ...made, answer: { ...made.answer, response: { ...made.answer.response, body } } }
}

/** The headers promise all of it. */
function writeWholeHead({ response }: Exchange, { answer, nowMs }: Made): void {
  const { status, body } = answer.response
  response.writeHead(status, toWireHeaders(answer, String(body.length), toHttpDate(nowMs)))
}

function sendPart(exchange: Exchange, made: Made, keep: number): void {
  const { response } = exchange
  writeWholeHead(exchange, made)
  response.flushHeaders()
  const sent = part(made.answer, keep)
  if (sent.length === 0) cutAfterFlush(exchange)
  else response.write(sent, () => cutAfterFlush(exchange))
}

/** The bytes before are to arrive: an end, no reset. */
function cutAfterFlush({ response }: Exchange): void {
  const { socket } = response
  if (socket instanceof Socket) socket.destroySoon()
  // the client of a stream within the process is to see the head before the end, as it does on a connection
  else setImmediate(() => (socket as Duplex | null)?.destroy())
}

function sendSlowly(exchange: Exchange, made: Made, overMs: number): void {
  const { response, request } = exchange
  const { body } = made.answer.response
  if (body.length === 0 || request.method === 'HEAD') {
    setTimeout(() => sendAnswer(exchange, made), overMs)
    return
  }
  writeWholeHead(exchange, made)
  response.flushHeaders()
  const size = Math.ceil(body.length / pieces)
  const count = Math.ceil(body.length / size)
  let at = 0
  const timer = setInterval(() => {
    response.write(body.subarray(at * size, (at + 1) * size))
    if (++at < count && !response.destroyed) return
    clearInterval(timer)
    response.end()
  }, overMs / count)
}

function tellRule(rule: ChaosRule): string {
  return rule.fault === 'error' ? `error ${rule.status}` : rule.fault
}
