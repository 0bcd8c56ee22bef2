import {
  type CheckOptions,
  checkLive,
  checkPrepared,
  compareWire,
  earlyMs,
  type LiveSession,
  openReplay,
  type PreparedSession,
  prepareSessions,
  type Report,
  replayOrigin,
  wireMismatch,
} from '#conform'
import type { Finding } from '#diagnostics'
import type { Twin, TwinEvent } from '#engine'
import type { HttpRequest } from '#http'
import { type WireAnswer, WireClient } from '#http/io'
import type { RecordedSession } from '#recording'
import { type ClockChoice, type RunningServer, startServer } from '#server'
import { createSourceClock } from '#state'
import { readSeal } from './read-served-twin.ts'
import type { VerbContext } from './verb.ts'
import { WireReceiver } from './wire-receiver.ts'
import type { TwinPlace } from './workspace.ts'

/** How the server calls itself here: as the twin does when it is asked in memory. */
const ownName = new URL(replayOrigin).host
const host = '127.0.0.1'
const timeoutMs = 60_000
const clockToleranceMs = 5000
const unlimited = 0x7fff_ffff

/**
 * Replays recordings on the real server, over a connection of its own on loopback. The twin is asked in memory as well, with the same
 * requests: where the server says something else than the twin in it, that is a divergence too. Faults: those of starting the server.
 */
export async function checkOnWire(
  place: TwinPlace,
  known: Twin,
  sessions: readonly RecordedSession[],
  options: CheckOptions,
  context: VerbContext,
): Promise<Report> {
  const twin = options.recall === false ? withoutRecall(known) : known
  const time = { nowMs: 0 }
  const prepared = prepareSessions(sessions, { once: true })
  const seal = await readSeal(place, context)
  const receiver = await WireReceiver.open()
  const server = await startServer({
    twin,
    fidelity: 'synth',
    host,
    port: 0,
    seed: options.seed ?? 1,
    clock: recordedClock(time),
    seal,
    otherNames: [ownName],
    limits: { maxBodyBytes: unlimited },
    webhookProbe: receiver.probeFor(twin.webhooks ?? {}),
    note: context.note,
  }).catch((error: unknown) => {
    receiver.close()
    throw error
  })
  const client = new WireClient({ host, port: server.port, name: ownName, timeoutMs })
  const run = new WireRun({ twin, seed: options.seed ?? 1, time, client, receiver })
  try {
    return await checkLive(prepared, {
      ...options,
      name: place.name,
      target: { kind: 'wire' },
      open: (session) => run.open(session),
      clockToleranceMs,
      countByRule: (session) => checkPrepared(known, [session], { ...options, recall: false }).exchangesPassed,
      signal: context.signal,
      findings: () => run.findings,
    })
  } finally {
    await end(client, server)
    receiver.close()
  }
}

async function end(client: WireClient, server: RunningServer): Promise<void> {
  client.close()
  await server.close()
}

function withoutRecall(twin: Twin): Twin {
  const { name, routes, webhooks, hasAgenda } = twin
  const tells = { ...(webhooks === undefined ? {} : { webhooks }), ...(hasAgenda === undefined ? {} : { hasAgenda }) }
  return { name, routes, ...tells, createSession: (options) => twin.createSession({ ...options, recall: false }) }
}

/** The time of the recording, which goes on with every request. */
function recordedClock(time: { readonly nowMs: number }): ClockChoice {
  return { text: 'recorded', real: false, createClock: () => createSourceClock(() => time.nowMs) }
}

interface WireRunOptions {
  readonly twin: Twin
  readonly seed: number
  readonly time: { nowMs: number }
  readonly client: WireClient
  readonly receiver: WireReceiver
}

class WireRun {
  readonly #options: WireRunOptions
  readonly findings: Finding[] = []

  constructor(options: WireRunOptions) {
    this.#options = options
  }

  async open(session: PreparedSession): Promise<LiveSession> {
    const { twin, seed, time, client, receiver } = this.#options
    time.nowMs = session.startedAtMs
    await this.#reset()
    receiver.take()
    receiver.isListening = session.deliveries !== undefined
    const inMemory = openReplay(twin, session, { seed })
    const events: TwinEvent[] = []
    return {
      ask: async (request, exchange) => {
        const { method } = request
        const nowMs = exchange.exchange.startedAtMs
        time.nowMs = nowMs
        const answer = inMemory.ask(request, exchange)
        events.push(...(answer.events ?? []))
        try {
          const { response, problems } = await client.ask(request)
          const differences = compareWire({ method, inMemory: answer.response, onWire: response, nowMs })
          const broken = problems.map(({ at, message }) => wireMismatch(at, undefined, message))
          // What is in the very bytes is known of the twin's own answer.
          const isSameBody = response.body.length > 0 && differences.every(({ path }) => path !== 'wire.body')
          return { ...answer, said: isSameBody ? answer.said : undefined, response, problems: [...broken, ...differences] }
        } catch (error) {
          return { ...answer, problems: [nothingCame(error as Error)] }
        }
      },
      told: async () => {
        time.nowMs = Math.max(time.nowMs, ...(session.deliveries ?? []).map(({ exchange }) => exchange.startedAtMs))
        await this.#untilSent()
        return { events: [...events, ...inMemory.atEnd()], webhooks: twin.webhooks ?? {}, received: receiver.take() }
      },
    }
  }

  /** Until all has left that the server has to send by now. */
  async #untilSent(): Promise<void> {
    const { twin, time } = this.#options
    if (twin.webhooks === undefined) return
    // what is due by itself is done before it is shown
    await this.#control('GET', '/clock/agenda?limit=0')
    for (const untilMs = performance.now() + timeoutMs; performance.now() < untilMs; await pause()) {
      const { deliveries } = JSON.parse(await this.#control('GET', '/webhooks')) as { deliveries: readonly { readonly due?: string }[] }
      if (deliveries.every(({ due }) => due === undefined || Date.parse(due) > time.nowMs + earlyMs)) return
    }
    this.findings.push({ code: 'wire-webhooks', severity: 'error', message: 'the server did not send all of its webhooks in time' })
  }

  /** The text of what the control plane says. */
  async #control(method: string, path: string): Promise<string> {
    const { response } = await this.#options.client.ask({ method, target: `/__doppel${path}`, headers: [], body: new Uint8Array() })
    return new TextDecoder().decode(response.body)
  }

  /** As any client would: the default session is the one whose ids come from the seed itself. */
  async #reset(): Promise<void> {
    const request: HttpRequest = { method: 'POST', target: '/__doppel/reset', headers: [], body: new Uint8Array() }
    const { response, problems }: WireAnswer = await this.#options.client.ask(request)
    const said = [
      ...problems.map(({ at, message }) => `${at}: ${message}`),
      ...(response.status === 200 ? [] : [`status ${response.status}`]),
    ]
    for (const what of said) {
      this.findings.push({ code: 'wire-reset', severity: 'error', message: `the server did not reset its session cleanly: ${what}` })
    }
  }
}

const pause = () => new Promise((resolve) => setTimeout(resolve, 10))

function nothingCame({ message }: Error) {
  return { path: 'wire', category: 'no_answer', severity: 'error', expected: undefined, actual: message, leaves: 0 } as const
}
