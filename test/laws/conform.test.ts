import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkPrepared, checkTwin, foldSessions, type PreparedSession, prepareSessions, Replay, replaySession } from '#conform'
import type { Twin } from '#engine'
import type { Exchange, HttpRequest, HttpResponse } from '#http'
import type { RecordedSession } from '#recording'

const encoder = new TextEncoder()
const startMs = Date.UTC(2026, 2, 1)
const json = [['Content-Type', 'application/json']] as const

const id = fc.uuid({ version: 4 })
const body = fc.oneof(
  fc.record({ id, name: fc.constantFrom('lamp', 'table'), total: fc.nat() }),
  fc.array(fc.record({ id, at: fc.constant(new Date(startMs).toISOString()) }), { maxLength: 3 }),
  fc.constant({ error: 'no such thing' }),
)
const call = fc.record({
  method: fc.constantFrom('GET', 'POST', 'DELETE'),
  target: fc.constantFrom('/things', '/things/7?x=1'),
  status: fc.constantFrom(200, 404),
  body,
})
const session = fc.array(call, { minLength: 1, maxLength: 6 })
const sessions = fc.array(session, { minLength: 1, maxLength: 4 }).map((list) => list.map(toSession))

function toSession(calls: readonly { method: string; target: string; status: number; body: unknown }[], number: number): RecordedSession {
  const exchanges = calls.map(({ method, target, status, body: came }, index): Exchange => {
    const request: HttpRequest = { method, target, headers: [], body: new Uint8Array() }
    const response: HttpResponse = { status, headers: json, body: encoder.encode(JSON.stringify(came)) }
    return { index, startedAtMs: startMs + index * 100, endedAtMs: startMs + index * 100 + 5, request, response }
  })
  return {
    id: `session-${number}`,
    tags: [],
    startedAtMs: startMs,
    upstream: 'http://service.test',
    origin: 'http://recorder.test',
    exchanges,
  }
}

/** Answers each session's requests as recorded, by their order. */
function parrot(prepared: PreparedSession) {
  const answers = prepared.exchanges.map(({ exchange }) => exchange.response as HttpResponse)
  return () => ({ response: answers.shift() as HttpResponse })
}

const mute: Twin = {
  name: 'mute',
  routes: [],
  createSession: () => ({
    answer: () => ({ response: { status: 404, headers: json, body: encoder.encode('{"error":"no such thing"}') }, provenance: 'miss' }),
    state: () => ({}),
    reset: () => {},
  }),
}

test('what answers as recorded can not be told from the service', () => {
  fc.assert(
    fc.property(sessions, (recorded) => {
      for (const prepared of prepareSessions(recorded)) {
        const report = replaySession(prepared, parrot(prepared), { clockToleranceMs: 0 })
        expect(report.exchanges.flatMap(({ divergences }) => divergences)).toEqual([])
        expect(report.passed).toBe(true)
      }
    }),
  )
})

test('T66 step by step or at once: one report, whoever asks', () => {
  fc.assert(
    fc.property(sessions, (recorded) => {
      for (const prepared of prepareSessions(recorded)) {
        const [replay, answer] = [new Replay(prepared), parrot(prepared)]
        const stepped = prepared.exchanges.map((_, at) => {
          replay.request(at)
          return replay.judge(at, answer())
        })
        expect(stepped).toEqual(replaySession(prepared, parrot(prepared)).exchanges)
      }
    }),
  )
})

test('a score does not depend on the order of sessions, nor on what was checked before', () => {
  fc.assert(
    fc.property(sessions, (recorded) => {
      const prepared = prepareSessions(recorded)
      const first = checkPrepared(mute, prepared)
      expect(checkPrepared(mute, prepared)).toEqual(first)
      expect(checkTwin(mute, recorded.toReversed()).scoreBp).toBe(first.scoreBp)
    }),
  )
})

test('T59 a twin that knows nothing passes only where the service refused in the same words', () => {
  fc.assert(
    fc.property(sessions, (recorded) => {
      for (const { exchanges } of checkTwin(mute, recorded).sessions) {
        for (const { status, indistinguishable } of exchanges) if (indistinguishable) expect(status).toBe(404)
      }
    }),
  )
})

test('folds hold each session out once', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(), { minLength: 2 }), fc.integer({ min: 2, max: 12 }), (list, count) => {
      const folds = foldSessions(list, count)
      expect(folds.flatMap(({ check }) => check).toSorted()).toEqual(list.toSorted())
      for (const { learn, check } of folds) {
        expect([...learn, ...check].toSorted()).toEqual(list.toSorted())
        expect(check.length).toBeGreaterThan(0)
      }
    }),
  )
})
