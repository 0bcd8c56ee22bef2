import type { IncomingMessage, ServerResponse } from 'node:http'
import { isReading } from '#engine'
import type { FixtureSet } from '#model'
import { Afterwards, type AfterwardsOptions } from './afterwards.ts'
import type { ChaosDesk, ChaosEntry } from './chaos/chaos-desk.ts'
import { strike } from './chaos/strike.ts'
import type { Connections } from './connections.ts'
import { isControlTarget } from './control/control-prefix.ts'
import { type Exchange, followUp, isLive, makeAnswer, onceFree, type Repeated, sendAnswer } from './exchange.ts'
import type { Journal } from './journal/journal.ts'
import type { Keeper } from './keeper.ts'
import type { Metrics } from './metrics.ts'
import type { OwnOrigin } from './own-origin.ts'
import { findFixture } from './provision.ts'
import {
  bodyTooLarge,
  fixtureTooLate,
  headerConflict,
  invalidSessionName,
  malformedTarget,
  missingHost,
  onlyControl,
  tooManySessions,
  twinFailure,
  unknownChaos,
  webSocketRefused,
} from './refusals.ts'
import type { SharedSessions } from './replica/shared-sessions.ts'
import type { ServedSession } from './served-session.ts'
import type { ServerLimits } from './server-options.ts'
import type { SessionChoice } from './session-choice.ts'
import { defaultSessionName, sessionNamePattern } from './session-names.ts'
import type { Tracer } from './spans/tracer.ts'
import { ArrivedRequest } from './wire/arrived-request.ts'
import { readBody } from './wire/read-body.ts'
import { type Refusal, refuse } from './wire/refuse.ts'
import { refuseAndClose } from './wire/refuse-and-close.ts'

/** Answers a request whose body has been read. */
export type Responder = (request: ArrivedRequest, message: IncomingMessage, response: ServerResponse) => void

export interface RequestHandlerOptions extends AfterwardsOptions {
  readonly choice: SessionChoice
  readonly fixtures: ReadonlyMap<string, FixtureSet>
  readonly journal: Journal
  readonly metrics: Metrics
  readonly log: Exchange['log']
  readonly tracer?: Tracer | undefined
  /** Which requests are answered here: the control plane may have a port of its own. */
  readonly serves: 'all' | 'twin' | 'control'
  readonly origin: OwnOrigin
  readonly limits: ServerLimits
  readonly connections: Connections
  readonly note: (line: string) => void
  readonly control: Responder
  /** Keeps what happens where it outlives the process. */
  readonly keeper?: Keeper | undefined
  /** Takes a request over that is not for this process; false: it is. */
  readonly elsewhere?: ((request: ArrivedRequest, message: IncomingMessage, response: ServerResponse) => boolean) | undefined
}

/** From a request on the wire to an answer on the wire. Synchronous for requests without a body. */
export class RequestHandler {
  readonly #options: RequestHandlerOptions
  readonly #afterwards: Afterwards

  constructor(options: RequestHandlerOptions) {
    this.#options = options
    this.#afterwards = new Afterwards(options)
  }

  /** `awaitsContinue`: the client sends its body only once it is told to go on. */
  handle(message: IncomingMessage, response: ServerResponse, awaitsContinue: boolean): void {
    const request = new ArrivedRequest(message)
    if (this.#options.choice.byPath && request.target.charCodeAt(1) === 0x7e) request.enterSession()
    const refusal = refusalOf(request, message)
    if (refusal !== undefined) {
      refuse(response, refusal)
    } else if (request.bodyLength === 0) {
      this.#respond(request, message, response)
    } else {
      this.#respondAfterBody(request, message, response, awaitsContinue)
    }
  }

  #respondAfterBody(request: ArrivedRequest, message: IncomingMessage, response: ServerResponse, awaitsContinue: boolean): void {
    const { maxBodyBytes } = this.#options.limits
    if (request.bodyLength > maxBodyBytes) {
      refuseAndClose(message, response, bodyTooLarge(maxBodyBytes))
      return
    }
    this.#options.connections.awaitAnswer(message, response)
    if (awaitsContinue) response.writeContinue()
    readBody(message, maxBodyBytes, (body) => {
      if (body === undefined) {
        refuseAndClose(message, response, bodyTooLarge(maxBodyBytes))
        return
      }
      request.receive(body, maxBodyBytes)
      this.#respond(request, message, response)
    })
  }

  /** The edge at which a bug of ours stops: this request fails, the server goes on. */
  #respond(request: ArrivedRequest, message: IncomingMessage, response: ServerResponse): void {
    try {
      const { serves, control, elsewhere, shared, connections } = this.#options
      if (elsewhere?.(request, message, response)) {
        connections.awaitAnswer(message, response)
        return
      }
      if (shared !== undefined) connections.awaitAnswer(message, response)
      if (serves !== 'twin' && isControlTarget(request.target)) control(request, message, response)
      else if (serves === 'control') refuse(response, onlyControl)
      else if (shared !== undefined) this.#answerInOrder(request, response, shared)
      else this.#answer(request, response)
    } catch (error) {
      this.#fail(request, response, error)
    }
  }

  #answerInOrder(request: ArrivedRequest, response: ServerResponse, shared: SharedSessions): void {
    const name = this.#options.choice.nameOf(request)
    if (!sessionNamePattern.test(name)) {
      refuse(response, invalidSessionName)
      return
    }
    // Also where the client has gone meanwhile: what it asked has happened.
    const answer = () => this.#guard(request, response, () => this.#answerNow(request, response))
    void shared.take(name, request, answer).then((refused) => refused && this.#guard(request, response, () => refuse(response, refused)))
  }

  #guard(request: ArrivedRequest, response: ServerResponse | undefined, run: () => void): void {
    try {
      run()
    } catch (error) {
      this.#fail(request, response, error)
    }
  }

  #fail(request: ArrivedRequest, response: ServerResponse | undefined, error: unknown): void {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
    this.#options.note(`${request.method} ${request.target} failed: ${text}`)
    if (response === undefined) return
    if (response.headersSent) response.socket?.destroy()
    else refuse(response, twinFailure)
  }

  /** Answers a request again that came before: its effects happen, and nobody is told. */
  repeat(request: ArrivedRequest): void {
    const { journal, origin, shared } = this.#options
    this.#guard(request, undefined, () => {
      const ownOrigin = origin.of(request.host) + request.prefix
      const session = this.#open(request, ownOrigin)
      if ('code' in session) return
      // What other servers were asked, they count.
      const metrics = shared ? undefined : this.#options.metrics
      this.#exchange({
        request,
        session,
        origin: ownOrigin,
        journal,
        metrics,
        log: undefined,
        tracing: undefined,
        keep: undefined,
        afterwards: undefined,
      })
    })
  }

  #answer(request: ArrivedRequest, response: ServerResponse): void {
    const { keeper } = this.#options
    if (keeper === undefined) this.#answerNow(request, response)
    else keeper.during(() => this.#answerNow(request, response))
  }

  #answerNow(request: ArrivedRequest, response: ServerResponse): void {
    const { journal, metrics, log, tracer, origin, keeper, shared } = this.#options
    const tracing = tracer && { tracer, startMs: tracer.nowMs() }
    const ownOrigin = origin.of(request.host) + request.prefix
    const session = this.#open(request, ownOrigin)
    if ('code' in session) {
      refuse(response, session)
      return
    }
    const hold = session.hold(request)
    if (hold !== undefined && shared === undefined) {
      hold(() => {
        if (!response.destroyed) this.#guard(request, response, () => this.#answer(request, response))
      })
      return
    }
    const exchange: Exchange = {
      request,
      response,
      session,
      origin: ownOrigin,
      journal,
      metrics,
      log,
      tracing,
      // its place among all requests is this one
      hold: hold && shared && ((goOn) => this.#afterwards.untilFree(session, hold, shared, goOn)),
      keep: keeper && (() => keeper.noteRequest(request)),
      afterwards: this.#afterwards,
      leaveFirst:
        shared && ((number, send) => this.#afterwards.leaveFirst(session, shared, number, () => this.#guard(request, response, send))),
    }
    this.#exchange(exchange)
  }

  #exchange(exchange: Repeated): void {
    const { chaos } = this.#options
    if (chaos.isOn || exchange.request.chaos !== undefined) this.#disturb(exchange, chaos)
    else answerPlainly(exchange)
  }

  #disturb(exchange: Repeated, desk: ChaosDesk): void {
    const { request, response, session } = exchange
    const { shared } = this.#options
    const entries = entriesFor(desk, request, session)
    if ('code' in entries) {
      if (response) refuse(response, entries)
      return
    }
    const chaos = desk.of(session)
    const rules = entries.flatMap((entry) => entry.rules)
    const plan = chaos.plan(request, rules)
    if (rules.some(({ rule }) => rule.fault === 'stale') && !isReading(request.method)) chaos.before = session.capture()
    const overtaken = chaos.takeHeld()
    if (plan === undefined) answerPlainly(exchange)
    else strike(exchange, chaos, plan, (run) => this.#guard(request, response, run))
    overtaken?.()
    if (shared !== undefined && isLive(exchange) && chaos.isHolding) {
      const { held } = chaos
      void shared.watch(session.name, () => chaos.isHolding && chaos.held === held)
    }
  }

  #open(request: ArrivedRequest, origin: string): ServedSession | Refusal {
    const { sessions, choice, fixtures, limits } = this.#options
    const name = choice.nameOf(request)
    if (name !== defaultSessionName && !sessionNamePattern.test(name)) return invalidSessionName
    const fixture = request.fixture === undefined ? undefined : findFixture(fixtures, request.fixture)
    if (fixture && 'code' in fixture) return fixture
    const session = sessions.open(name, origin, fixture && { fixture })
    if (session === undefined) return tooManySessions(limits.maxSessions)
    if (fixture === undefined || session.provision.fixture?.name === fixture.name) return session
    if (session.requestCount > 0) return fixtureTooLate(fixture.name, name)
    sessions.reset(name, origin, { ...session.provision, fixture })
    return sessions.get(name) ?? session
  }
}

function answerPlainly(exchange: Repeated): void {
  const made = makeAnswer(exchange)
  exchange.keep?.()
  if (isLive(exchange)) onceFree(exchange, () => sendAnswer(exchange, made))
  followUp(exchange, made)
}

/** What the request asks for itself, else what is on in its session. */
function entriesFor(desk: ChaosDesk, { chaos }: ArrivedRequest, session: ServedSession): readonly ChaosEntry[] | Refusal {
  if (chaos === undefined) return desk.on(session.name)
  try {
    return desk.asked(chaos, session)
  } catch (error) {
    return unknownChaos((error as Error).message)
  }
}

function refusalOf(request: ArrivedRequest, message: IncomingMessage): Refusal | undefined {
  if (request.conflict !== undefined) return headerConflict(request.conflict)
  if (request.host === undefined && message.httpVersionMinor === 1) return missingHost
  if (request.target.charCodeAt(0) !== 0x2f && !(request.target === '*' && request.method === 'OPTIONS')) {
    return malformedTarget
  }
  // Other upgrades, such as h2c, are offers that a server may pass over.
  if (request.upgrade !== undefined && /\bwebsocket\b/i.test(request.upgrade)) return webSocketRefused
  return undefined
}
