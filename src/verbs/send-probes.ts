import { translateRequest } from '#compare'
import { FieldRules, type PreparedSession, Replay } from '#conform'
import type { HttpRequest, HttpResponse } from '#http'
import type { Model } from '#model'
import { findCleanup, type Probe } from '#synth'
import { liveFields } from './live-fields.ts'
import { Pace } from './pace.ts'
import { sendRequest } from './send-request.ts'

export interface SendProbesOptions {
  /** The recorder. */
  readonly origin: string
  readonly model: Model
  readonly sessions: readonly PreparedSession[]
  /** Requests that may be sent in all, those before and after the probes included. */
  readonly budget: number
  /** Requests a second. */
  readonly rate: number
  /** Credentials and the like, in place of the scrubbed ones. */
  readonly headers: HttpRequest['headers']
  readonly signal: AbortSignal
  onProbe(done: number): void
}

export interface SentProbe {
  readonly probe: Probe
  /** Undefined when it was not sent: `problem` says why. */
  readonly status?: number
  readonly problem?: string
}

export interface SentProbes {
  readonly sent: readonly SentProbe[]
  readonly requests: number
  /** What was made and is left: the model knows no way to delete it, or that failed. */
  readonly left: number
}

const timeoutMs = 15_000

/** Sends probes one by one, each with what has to come before it, and deletes what was made, the last first, before the next one. */
export async function sendProbes(probes: readonly Probe[], options: SendProbesOptions): Promise<SentProbes> {
  const sender = new Sender(options)
  const sent: SentProbe[] = []
  for (const [at, probe] of probes.entries()) {
    if (options.signal.aborted || !sender.hasBudgetFor(probe)) break
    options.onProbe(at)
    sent.push(await sender.probe(probe))
  }
  return { sent, requests: sender.requests, left: sender.left }
}

class Sender {
  readonly #options: SendProbesOptions
  #cleanup: { path: string; headers: HttpRequest['headers'] }[] = []
  /** Keys that the service counts or makes up are others in this instance. */
  readonly #fields: FieldRules
  readonly #pace: Pace
  requests = 0
  left = 0

  constructor(options: SendProbesOptions) {
    this.#options = options
    this.#fields = new FieldRules(liveFields(options.model))
    this.#pace = new Pace(options.rate)
  }

  /** The setup, the probe, and a deletion for each of them. */
  hasBudgetFor({ setup }: Probe): boolean {
    return this.requests + (setup.length + 1) * 2 <= this.#options.budget
  }

  async probe(probe: Probe): Promise<SentProbe> {
    try {
      return await this.#probe(probe)
    } catch (error) {
      return { probe, problem: `no answer: ${(error as Error).message}` }
    } finally {
      await this.#clean()
    }
  }

  async #probe(probe: Probe): Promise<SentProbe> {
    const session = this.#options.sessions[probe.session] as PreparedSession
    const replay = new Replay(session, { fields: this.#fields })
    for (const place of probe.setup) {
      const response = await this.#send(replay.request(place))
      replay.judge(place, { response })
      const recorded = session.exchanges[place]?.response.status ?? 0
      if (response.status >= 400 && recorded < 400) {
        const { method, target } = replay.request(place)
        return { probe, problem: `${method} ${target}, which has to come before it, was answered with ${response.status}, not ${recorded}` }
      }
    }
    const { status } = await this.#send(translateRequest(probe.request, replay.correspondence), this.#isAboutCredentials(probe))
    return { probe, status }
  }

  #isAboutCredentials({ what }: Probe): boolean {
    return this.#options.headers.some(([name]) => what.toLowerCase().includes(name.toLowerCase()))
  }

  async #send(request: HttpRequest, asItIs = false): Promise<HttpResponse> {
    const { origin, model, headers } = this.#options
    await this.#pace.next()
    this.requests++
    const response = await sendRequest(request, { origin, timeoutMs, headers: asItIs ? [] : headers })
    const path = findCleanup(model, request, response)
    if (path !== undefined) this.#cleanup.push({ path, headers: request.headers })
    else if (request.method === 'POST' && response.status === 201) this.left++
    return response
  }

  async #clean(): Promise<void> {
    for (const { path, headers } of this.#cleanup.toReversed()) {
      const own = headers.filter(([name]) => !/^content-/i.test(name))
      const gone = await this.#send({ method: 'DELETE', target: path, headers: own, body: new Uint8Array() }).catch(() => undefined)
      // What is gone already was deleted with something else.
      if (gone === undefined || (gone.status >= 400 && ![404, 410].includes(gone.status))) this.left++
    }
    this.#cleanup = []
  }
}
