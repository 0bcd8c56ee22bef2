import { randomUUID } from 'node:crypto'
import {
  type CheckedTarget,
  type CheckOptions,
  checkLive,
  type LiveSession,
  type PreparedExchange,
  type PreparedSession,
  prepareSessions,
  type Report,
} from '#conform'
import { exitCodes, Fault, type Finding } from '#diagnostics'
import { isReading, type Twin } from '#engine'
import type { HeaderList, HttpRequest, HttpResponse } from '#http'
import { decodeExchange } from '#http/io'
import { type AskedService, createAskedService } from '#proxy'
import type { RecordedSession } from '#recording'
import { createSourceClock } from '#state'
import { findScrubbed, LiveCredentials } from './live-credentials.ts'
import { Pace } from './pace.ts'
import type { VerbContext } from './verb.ts'

export interface ServiceOptions extends CheckOptions {
  readonly name: string
  readonly target: CheckedTarget
  /** Base URL. */
  readonly url: string
  /** Most requests a second; as fast as it answers when left out. */
  readonly rate: number | undefined
  readonly allowWrites: boolean
  /** Credentials and the like, in place of the scrubbed ones. */
  readonly headers: HeaderList
  /** A twin is asked in sessions of its own, and may be written to. */
  readonly isTwin: boolean
  /** Called once it is known what would be sent: rejects when it may not be. */
  readonly confirm: (what: string) => Promise<void>
}

const timeoutMs = 30_000
/** So many requests in a row without an answer, and the rest is not tried. */
const silentMost = 5

/** Whether a running twin answers at this URL: its control plane says so. */
export async function isRunningTwin(url: string): Promise<boolean> {
  const service = createAskedService(new URL(url).origin, { timeoutMs })
  try {
    const { status, body } = await service.ask(controlRequest('GET', '/info'))
    if (status !== 200) return false
    const info: unknown = JSON.parse(new TextDecoder().decode(body))
    return typeof info === 'object' && info !== null && 'twin' in info && 'status' in info && info.status === 'serving'
  } catch {
    return false
  } finally {
    await service.close()
  }
}

/**
 * Replays recordings on a server, as a client: one request after the other, no faster than allowed, reads alone unless it may be written to.
 * Faults: `service-silent`, those of `confirm`.
 */
export async function checkOnService(
  twin: Twin,
  recorded: readonly RecordedSession[],
  options: ServiceOptions,
  context: VerbContext,
): Promise<Report> {
  const sessions = prepareSessions(recorded, { twinOrigin: new URL(options.url).origin })
  const run = new ServiceRun(twin, sessions, options, context)
  await options.confirm(run.describe())
  try {
    return await checkLive(sessions, {
      ...options,
      open: (session) => run.open(session),
      signal: context.signal,
      findings: () => run.findings(),
    })
  } finally {
    await run.close()
  }
}

class ServiceRun {
  readonly #twin: Twin
  readonly #sessions: readonly PreparedSession[]
  readonly #options: ServiceOptions
  readonly #context: VerbContext
  readonly #service: AskedService
  readonly #control: AskedService
  readonly #pace: Pace | undefined
  readonly #credentials: LiveCredentials
  readonly #runName = randomUUID().slice(0, 8)
  readonly #scrubbed = new Map<string, number>()
  #opened = 0
  #writesLeft = 0
  #readsLeft = 0
  #silent = 0

  constructor(twin: Twin, sessions: readonly PreparedSession[], options: ServiceOptions, context: VerbContext) {
    const requests = sessions.flatMap(({ exchanges }) => exchanges.map(({ request }) => request))
    this.#twin = twin
    this.#sessions = sessions
    this.#options = options
    this.#context = context
    this.#service = createAskedService(options.url, { timeoutMs })
    this.#control = createAskedService(new URL(options.url).origin, { timeoutMs })
    this.#pace = options.rate === undefined ? undefined : new Pace(options.rate)
    this.#credentials = new LiveCredentials(options.headers, requests)
  }

  /** What would be sent, in words. */
  describe(): string {
    const { url, allowWrites, isTwin, rate } = this.#options
    let readCount = 0
    let writeCount = 0
    for (const { exchanges } of this.#sessions) {
      let isTainted = false
      for (const exchange of exchanges) {
        if (isReading(exchange.request.method)) readCount += isTainted ? 0 : 1
        else if (allowWrites || isTwin) writeCount++
        else isTainted ||= hasWritten(exchange)
      }
    }
    const pace = rate === undefined ? '' : `, at most ${rate} a second`
    return `${readCount} reads and ${writeCount} writes go to ${url}${pace}`
  }

  async open(session: PreparedSession): Promise<LiveSession> {
    const { isTwin, allowWrites } = this.#options
    const name = `check-${this.#runName}-${++this.#opened}`
    const world = this.#twin.createSession({
      seed: this.#options.seed ?? 1,
      clock: createSourceClock(() => session.startedAtMs),
      origin: new URL(this.#options.url).origin,
    })
    let isTainted = false
    const ask = async (request: HttpRequest, exchange: PreparedExchange) => {
      // Only to know what its route is called.
      const { route } = world.answer(request)
      if (isTwin) return { route, ...(await this.#send(withHeader(request, ['X-Doppel-Session', name]), exchange)) }
      if (!isReading(request.method) && !allowWrites) {
        isTainted ||= hasWritten(exchange)
        this.#writesLeft++
        return undefined
      }
      if (isTainted) {
        this.#readsLeft++
        return undefined
      }
      const live = this.#credentials.apply(request, exchange.response.status)
      const secret = exchange.response.status === 401 ? undefined : findScrubbed(live)
      if (secret !== undefined) {
        this.#noteScrubbed(secret)
        return undefined
      }
      return { route, ...(await this.#send(live, exchange)) }
    }
    return { ask, ...(isTwin ? { close: () => this.#end(name) } : {}) }
  }

  async #send(request: HttpRequest, { exchange }: PreparedExchange) {
    await this.#pace?.next()
    try {
      const raw = await this.#service.ask(request)
      this.#silent = 0
      const { response = raw } = decodeExchange({ ...exchange, request, response: raw })
      return { response, provenance: provenanceOf(raw) }
    } catch (error) {
      const { message } = error as Error
      this.#silent++
      if (this.#silent < silentMost) return { response: nothing, problems: [nothingCame(message)] }
      throw new Fault('service-silent', `${this.#options.url} gave no answer ${silentMost} times in a row: ${message}`, {
        exitCode: exitCodes.runtime,
        help: 'see that it runs and is reached from here, and check again',
        cause: error,
      })
    }
  }

  async #end(name: string): Promise<void> {
    await this.#control.ask(controlRequest('DELETE', `/session?session=${name}`)).catch(() => undefined)
  }

  #noteScrubbed(name: string): void {
    const before = this.#scrubbed.get(name) ?? 0
    this.#scrubbed.set(name, before + 1)
    if (before === 0) this.#context.note(`a request is not sent: its ${name} was scrubbed from the recording`)
  }

  findings(): Finding[] {
    const found: Finding[] = []
    for (const [name, count] of this.#scrubbed) {
      found.push({
        code: 'credentials-scrubbed',
        severity: 'warning',
        message: `${count} requests were not sent: recordings hold no secrets, and their ${name} is one`,
        help: `give one: --header "${name}: …", or [upstream.headers] in twin.toml`,
      })
    }
    if (this.#writesLeft > 0) {
      found.push({
        code: 'writes-left-out',
        severity: 'info',
        message: `${this.#writesLeft} writes were not sent, nor ${this.#readsLeft} reads that come after one and may show it`,
        help: `--allow-writes sends them; they change the data of ${this.#options.url}`,
      })
    }
    return found
  }

  async close(): Promise<void> {
    await Promise.all([this.#service.close(), this.#control.close()])
  }
}

/** Whether what comes after a request may show what it did. */
function hasWritten({ response }: PreparedExchange): boolean {
  return response.status < 400
}

const nothing: HttpResponse = { status: 0, headers: [], body: new Uint8Array() }

function nothingCame(message: string) {
  return { path: 'status', category: 'no_answer', severity: 'error', expected: undefined, actual: message, leaves: 0 } as const
}

function withHeader(request: HttpRequest, header: readonly [name: string, value: string]): HttpRequest {
  return { ...request, headers: [...request.headers, header] }
}

function provenanceOf({ headers }: HttpResponse): string | undefined {
  return headers.find(([name]) => name.toLowerCase() === 'x-doppel-provenance')?.[1]
}

function controlRequest(method: string, path: string): HttpRequest {
  return { method, target: `/__doppel${path}`, headers: [], body: new Uint8Array() }
}
