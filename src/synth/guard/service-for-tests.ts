import { compileTwin } from '#engine'
import type { RecordedSession } from '#recording'
import { createFixedClock } from '#state'
import { learn } from '../learn.ts'

/** A request and its answer in few words: `['POST', '/users', { name: 'a' }, 201, { id: 1 }, { 'x-key': 'k' }]`. */
export type Line = readonly [
  method: string,
  target: string,
  body: unknown,
  status: number,
  answer: unknown,
  headers?: Readonly<Record<string, string>>,
  answerHeaders?: Readonly<Record<string, string>>,
]

const encode = (value: unknown) =>
  value === undefined ? new Uint8Array() : new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value))
const json = ['Content-Type', 'application/json'] as const

/** JSON is the type of what says no other. */
function withType(body: unknown, headers: Readonly<Record<string, string>>): [string, string][] {
  const isTyped = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type')
  return [...(body === undefined || isTyped ? [] : [[...json] as [string, string]]), ...Object.entries(headers)]
}

/** A recorded session of these exchanges, a second apart. A body that is a text goes out as it is. */
export function session(at: number, lines: readonly Line[]): RecordedSession {
  const startedAtMs = Date.UTC(2026, 0, 1 + at)
  return {
    id: `s${at}`,
    tags: [],
    startedAtMs,
    upstream: 'http://service.test',
    origin: 'http://recorder.test',
    exchanges: lines.map(([method, target, body, status, answer, headers = {}, answerHeaders = {}], index) => ({
      index,
      startedAtMs: startedAtMs + index * 1000,
      endedAtMs: startedAtMs + index * 1000 + 5,
      request: { method, target, headers: withType(body, headers), body: encode(body) },
      response: { status, headers: withType(answer, answerHeaders), body: encode(answer) },
    })),
  }
}

/** Learns the sessions and gives a client of the twin. */
export function twinOf(sessions: readonly RecordedSession[]) {
  const twin = compileTwin(learn(sessions).model).createSession({
    seed: 1,
    origin: 'http://twin.test',
    clock: createFixedClock(Date.UTC(2026, 5, 1)),
  })
  return (method: string, target: string, body?: unknown, headers: Readonly<Record<string, string>> = {}) => {
    const answer = twin.answer({
      method,
      target,
      headers: withType(body, headers),
      body: encode(body),
    })
    const text = new TextDecoder().decode(answer.response.body)
    const isJson = answer.response.headers.some(([name, value]) => /^content-type$/i.test(name) && /json/.test(value))
    const read = text === '' ? undefined : isJson ? (JSON.parse(text) as unknown) : text
    return {
      status: answer.response.status,
      headers: Object.fromEntries(answer.response.headers),
      body: read,
      provenance: answer.provenance,
    }
  }
}
