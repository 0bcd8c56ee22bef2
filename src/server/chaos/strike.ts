import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { type Answer, isReading } from '#engine'
import type { ChaosRule, ChaosRuleOf } from '#model'
import { type Exchange, followUp, isLive, leaving, type Made, makeAnswer, onceFree, type Repeated, sendAnswer } from '../exchange.ts'
import { bodyOf, withHeaders } from '../stages/answer-with.ts'
import { toHttpDate } from '../wire/http-date.ts'
import { toWireHeaders } from '../wire/response-headers.ts'
import type { Plan, SessionChaos } from './session-chaos.ts'

/** In so many pieces a slow body comes. */
const pieces = 20

/**
 * Answers a request as planned: it has its effect, is kept, and then what there is of an answer goes out, if anybody waits for it. `guard` runs what happens
 * later, and is where a bug of ours stops.
 */
export function strike(exchange: Repeated, chaos: SessionChaos, plan: Plan, guard: (run: () => void) => void): void {
  const { rule, delayMs } = plan
  const told = [...(delayMs > 0 ? [`latency ${Math.round(delayMs)}ms`] : []), ...(rule ? [tellRule(rule)] : [])].join(', ')
  const sending: (() => void)[] = []
  let isKept = false
  const answerLater = (run: (live: Exchange) => void) => {
    if (!isLive(exchange)) return
    const send = () => {
      if (delayMs <= 0) onceFree(exchange, () => run(exchange))
      else setTimeout(() => guard(() => onceFree(exchange, () => run(exchange))), delayMs)
    }
    if (isKept) send()
    else sending.push(send)
  }
  const scene: Scene = { exchange, told, answerLater, guard }
  if (rule === undefined) {
    const made = makeHere(scene)
    answerLater((live) => sendAnswer(live, made))
  } else {
    perform(rule, scene, chaos)
  }
  exchange.keep?.()
  isKept = true
  for (const send of sending) send()
}

interface Scene {
  readonly exchange: Repeated
  readonly told: string
  /** What nobody waits for is not sent. */
  readonly answerLater: (run: (live: Exchange) => void) => void
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
  const made = makeHere(scene)
  if (rule.fault === 'duplicate') makeHere({ ...scene, told: `${scene.told} (again)` })
  scene.answerLater((live) => {
    if (rule.fault === 'lost-reply') leaving(live, made, () => cut(live))
    else if (rule.fault === 'truncate') leaving(live, made, () => sendPart(live, made, rule.keep))
    else if (rule.fault === 'slow') sendSlowly(live, made, rule.over)
    else if (rule.fault === 'malformed') sendAnswer(live, withBody(made, part(made.answer, rule.keep)))
    else sendAnswer(live, made)
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
  answerLater((live) => sendAnswer(live, made))
}

const nothing: Answer['response'] = { status: 0, headers: [], body: new Uint8Array() }

/** Is never answered, and has no effect; the connection is cut after so long, if it is. */
function hang({ exchange, told, answerLater }: Scene, forMs: number | undefined): void {
  const { session } = exchange
  const nowMs = session.clock.nowMs()
  session.pass()
  followUp(exchange, { answer: { response: nothing, provenance: 'miss', chaos: told }, nowMs, tookMs: 0 })
  if (forMs !== undefined) answerLater((live) => setTimeout(() => cut(live), forMs))
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
  answerLater((live) => sendAnswer(live, made))
}

/** Waits until a later request of the session was answered, or for so long. */
function letPass(scene: Scene, chaos: SessionChaos, waitMs: number): void {
  const { exchange, answerLater, guard } = scene
  let timer: NodeJS.Timeout | undefined
  const held = chaos.hold(() => {
    clearTimeout(timer)
    guard(() => {
      const made = makeHere(scene)
      answerLater((live) => sendAnswer(live, made))
    })
  })
  // who does it again is told when it went on
  if (isLive(exchange)) timer = setTimeout(() => exchange.afterwards?.letGo(exchange.session, held), waitMs)
}

/** The service's own words where the twin knows them. */
function errorAnswer(
  { status, body, headers = {}, retry_after: retryAfterMs }: ChaosRuleOf<'error'>,
  { request, session }: Repeated,
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
  // neither a stream within the process nor one between two of them is a connection that could be reset
  if (socket instanceof Socket && socket.remoteAddress !== undefined) socket.resetAndDestroy()
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
    const piece = body.subarray(at * size, (at + 1) * size)
    if (++at < count && !response.destroyed) {
      response.write(piece)
      return
    }
    clearInterval(timer)
    leaving(exchange, made, () => response.end(piece))
  }, overMs / count)
}

function tellRule(rule: ChaosRule): string {
  return rule.fault === 'error' ? `error ${rule.status}` : rule.fault
}
