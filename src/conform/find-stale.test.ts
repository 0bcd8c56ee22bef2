import { expect, test } from 'vitest'
import { checkTwin } from './check-twin.ts'
import { type Freshness, findStale } from './find-stale.ts'
import { createSession, type ShortExchange, sayInOrder, sessionStartMs } from './session-for-tests.ts'

const dayMs = 86_400_000
const read: ShortExchange = ['GET /a', undefined, 200, { a: 1 }]
const listed: ShortExchange = ['GET /b', undefined, 200, { b: 1 }]

/** A session of `exchanges` that took place so many days after the first. */
function later(days: number, exchanges: readonly ShortExchange[]) {
  const session = createSession(`day-${days}`, exchanges)
  const shifted = session.exchanges.map((one) => ({
    ...one,
    startedAtMs: one.startedAtMs + days * dayMs,
    endedAtMs: one.endedAtMs + days * dayMs,
  }))
  return { ...session, startedAtMs: session.startedAtMs + days * dayMs, exchanges: shifted }
}

const sessions = [later(0, [read, listed]), later(20, [read])]
const report = checkTwin(sayInOrder([read, listed, read]), sessions)
const found = (freshness: Freshness, day: number) =>
  findStale(report, sessions, freshness, sessionStartMs + day * dayMs + 60_000).map(({ code, severity, message }) => [
    code,
    severity,
    message,
  ])

test('a route is as old as its last recording', () => {
  expect(found({ maxAgeMs: 30 * dayMs, warnAgeMs: 10 * dayMs }, 21)).toEqual([
    ['recordings-ageing', 'warning', 'a route was last recorded more than 10 days ago: GET /b (21 days ago)'],
  ])
  expect(found({ maxAgeMs: 30 * dayMs, warnAgeMs: 10 * dayMs }, 31)).toEqual([
    ['recordings-too-old', 'error', 'a route was last recorded more than 30 days ago: GET /b (31 days ago)'],
    ['recordings-ageing', 'warning', 'a route was last recorded more than 10 days ago: GET /a (11 days ago)'],
  ])
  expect(found({ maxAgeMs: 30 * dayMs }, 60)).toEqual([
    ['recordings-too-old', 'error', '2 routes were last recorded more than 30 days ago: GET /b (60 days ago), GET /a (40 days ago)'],
  ])
})

test('what was recorded lately, or after now, is fresh', () => {
  expect(found({ maxAgeMs: 30 * dayMs, warnAgeMs: 25 * dayMs }, 20)).toEqual([])
  expect(found({ maxAgeMs: dayMs }, -5)).toEqual([])
  expect(found({}, 10_000)).toEqual([])
})
