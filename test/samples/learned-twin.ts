import { compileTwin, type Provenance, type Twin } from '#engine'
import type { Exchange, HeaderList, HttpRequest, HttpResponse } from '#http'
import type { RecordedSession } from '#recording'
import { createSourceClock } from '#state'
import { learn } from '#synth'
import type { Service } from './rules.ts'

const startMs = Date.UTC(2026, 2, 1, 9)
const dayMs = 86_400_000

/** An answer as a client reads it; `body` is the JSON, or the text where it is none. */
export interface Seen {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of any body
  readonly body: any
  readonly text: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly provenance: Provenance | undefined
}

/** Sends `POST /orders` with a body (a text as it is, everything else as JSON), a second after the request before. */
export type Ask = (call: string, body?: unknown, headers?: Readonly<Record<string, string>>) => Seen

/** What a client does in a session; `round` is 0, 1, 2 … */
export type Play = (ask: Ask, round: number) => void

/** Records sessions of a client on fresh services. */
function recordRounds(makeService: (round: number) => Service, play: Play, rounds = 4): RecordedSession[] {
  return Array.from({ length: rounds }, (_, round) => {
    const service = makeService(round)
    const exchanges: Exchange[] = []
    const startedAtMs = startMs + round * dayMs
    play(
      createAsk(startedAtMs, (request, nowMs) => {
        const response = service(request, nowMs)
        exchanges.push({ index: exchanges.length, startedAtMs: nowMs, endedAtMs: nowMs + 4, request, response })
        return { response }
      }),
      round,
    )
    return { id: `round-${round}`, tags: [], startedAtMs, upstream: 'http://service.test', origin: 'http://recorder.test', exchanges }
  })
}

/** Records a service, learns it, and gives a client of a fresh session of its twin. */
export function learnedTwin(makeService: (round: number) => Service, play: Play, rounds = 4): Ask {
  return askTwin(compileTwin(learn(recordRounds(makeService, play, rounds)).model))
}

/** A client of a fresh session of a twin. */
function askTwin(twin: Twin): Ask {
  let atMs = 0
  const session = twin.createSession({ seed: 7, origin: 'http://twin.test', clock: createSourceClock(() => atMs) })
  return createAsk(startMs + 100 * dayMs, (request, nowMs) => {
    atMs = nowMs
    return session.answer(request)
  })
}

function createAsk(
  startedAtMs: number,
  send: (request: HttpRequest, nowMs: number) => { response: HttpResponse; provenance?: Provenance },
): Ask {
  let nowMs = startedAtMs - 1000
  return (call, body, headers = {}) => {
    nowMs += 1000
    const [method = '', target = ''] = call.split(' ')
    const hasType = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type')
    const type: HeaderList = body === undefined || hasType ? [] : [['Content-Type', 'application/json']]
    const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body)
    const request = { method, target, headers: [...type, ...Object.entries(headers)], body: new TextEncoder().encode(text) }
    const { response, provenance } = send(request, nowMs)
    return { ...read(response), provenance }
  }
}

function read(response: HttpResponse): Omit<Seen, 'provenance'> {
  const text = new TextDecoder().decode(response.body)
  const headers = Object.fromEntries(response.headers.map(([name, value]) => [name.toLowerCase(), value]))
  return { status: response.status, body: text === '' ? undefined : parse(text), text, headers }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
