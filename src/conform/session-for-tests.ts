import type { Twin } from '#engine'
import type { Exchange, HeaderList } from '#http'
import type { RecordedSession } from '#recording'

const json: HeaderList = [['Content-Type', 'application/json']]

/** An exchange in short: `POST /orders`, what was sent, the status, what came. A body that is no text is sent as JSON. */
export type ShortExchange = readonly [call: string, sent: unknown, status: number, came: unknown, headers?: HeaderList]

/** When the sessions of `createSession` begin: 2026-03-01T12:00:00Z. */
export const sessionStartMs = Date.UTC(2026, 2, 1, 12)

/** A session of exchanges a second apart, each 20 ms long. */
export function createSession(id: string, exchanges: readonly ShortExchange[]): RecordedSession {
  return {
    id,
    tags: [],
    startedAtMs: sessionStartMs,
    upstream: 'https://api.example.com',
    origin: 'http://127.0.0.1:8080',
    exchanges: exchanges.map(([call, sent, status, came, headers = json], index): Exchange => {
      const [method, target] = call.split(' ') as [string, string]
      const startedAtMs = sessionStartMs + index * 1000
      const request = { method, target, headers: json, body: toBytes(sent) }
      return { index, startedAtMs, endedAtMs: startedAtMs + 20, request, response: { status, headers, body: toBytes(came) } }
    }),
  }
}

/** The bytes of a text, of a value as JSON, none of `undefined`. */
export function toBytes(value: unknown): Uint8Array {
  if (value === undefined) return new Uint8Array()
  return new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value))
}

/** A twin that gives these answers one after another, whatever it is asked. */
export function sayInOrder(answers: readonly ShortExchange[]): Twin {
  let next = 0
  return {
    name: 'parrot',
    routes: [],
    createSession: () => ({
      answer: () => {
        const [, , status, came, headers = json] = answers[next++] as ShortExchange
        return { response: { status, headers, body: toBytes(came) }, provenance: 'learned' }
      },
      state: () => ({}),
      reset: () => {},
    }),
  }
}
