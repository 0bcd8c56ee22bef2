import type { Json } from '#base'
import type { ReportedDivergence } from '#conform'
import type { Exchange } from '#http'
import type { Scrubber } from '#recording'

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** Takes the secrets of live traffic out of what is told of it, as a recording would have none of them either. */
export class ReportScrubber {
  readonly #scrubber: Scrubber

  constructor(scrubber: Scrubber) {
    this.#scrubber = scrubber
  }

  /** Learns what is secret in an exchange. */
  meet(exchange: Exchange): void {
    this.#scrubber.observe(exchange)
  }

  scrubTarget(target: string): string {
    return this.#scrubber.scrubExchange(exchangeOf(target, undefined)).request.target
  }

  scrubDivergence(divergence: ReportedDivergence): ReportedDivergence {
    const { expected, actual, path } = divergence
    const name = /([\w-]+)(?:\[\d+\])*$/.exec(path)?.[1] ?? ''
    return { ...divergence, expected: this.#scrubValue(name, expected), actual: this.#scrubValue(name, actual) }
  }

  /** A value as it would be recorded in a body under this name. */
  #scrubValue(name: string, value: Json | undefined): Json | undefined {
    if (value === undefined || value === null || typeof value === 'bigint' || typeof value === 'boolean') return value
    const body = encoder.encode(JSON.stringify({ [name]: value }, printBigInts))
    const scrubbed = this.#scrubber.scrubExchange(exchangeOf('/', body)).response?.body ?? body
    return (JSON.parse(decoder.decode(scrubbed)) as Record<string, Json>)[name]
  }
}

function exchangeOf(target: string, body: Uint8Array | undefined): Exchange {
  const request = { method: 'GET', target, headers: [], body: new Uint8Array() }
  const times = { index: 0, startedAtMs: 0, endedAtMs: 0 }
  if (body === undefined) return { ...times, request }
  return { ...times, request, response: { status: 200, headers: [['content-type', 'application/json']], body } }
}

function printBigInts(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value
}
