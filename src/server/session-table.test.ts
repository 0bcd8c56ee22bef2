import { expect, test } from 'vitest'
import type { SessionOptions, Twin } from '#engine'
import { parseClockChoice, realClock } from './clock-choice.ts'
import { Journal } from './journal/journal.ts'
import { sessionNamePattern } from './session-names.ts'
import { SessionTable } from './session-table.ts'

/** Answers with the number of the request, and remembers what its sessions were given. */
function createCountingTwin(): { twin: Twin; given: SessionOptions[] } {
  const given: SessionOptions[] = []
  const twin: Twin = {
    name: 'counting',
    routes: [],
    createSession: (options) => {
      given.push(options)
      let count = 0
      return {
        answer: () => {
          count += 1
          options.clock.tick()
          const headers = [['X-Origin', options.origin]] as const
          return { response: { status: 200, headers, body: new TextEncoder().encode(String(count)) }, provenance: 'learned' }
        },
        state: () => ({ count }),
        reset: () => {
          count = 0
        },
      }
    },
  }
  return { twin, given }
}

const request = { method: 'GET', target: '/', headers: [], body: new Uint8Array(0) }

test('T29 the cap fails closed, the default session always has its place, deleting frees one', () => {
  const sessions = new SessionTable({ journal: new Journal(), twin: createCountingTwin().twin, seed: 1, clock: realClock, maxSessions: 2 })
  expect(sessions.open('a', 'http://x')).toBeDefined()
  expect(sessions.open('b', 'http://x')).toBeUndefined()
  expect(sessions.open('default', 'http://x')).toBeDefined()
  expect(sessions.open('a', 'http://x')).toBe(sessions.get('a'))
  expect(sessions.delete('a')).toBe(true)
  expect(sessions.open('b', 'http://x')).toBeDefined()
})

test('T29 reset puts back the state, the clock and the seed', () => {
  const { twin, given } = createCountingTwin()
  const clock = parseClockChoice('stepping:2026-01-01:1000') ?? realClock
  const sessions = new SessionTable({ journal: new Journal(), twin, seed: 1, clock, maxSessions: 9 })
  const first = sessions.open('a', 'http://x')
  first?.answer(request, 'http://x')
  expect([first?.state(), first?.clock.nowMs()]).toEqual([{ count: 1 }, Date.UTC(2026, 0, 1) + 1000])
  expect(sessions.reset('a', 'http://x')).toBe(true)
  const again = sessions.get('a')
  expect([again?.state(), again?.clock.nowMs()]).toEqual([{ count: 0 }, Date.UTC(2026, 0, 1)])
  expect(given[0]?.seed).toBe(given[1]?.seed)
  expect(sessions.reset('none', 'http://x')).toBe(false)
})

test('a session answers under the origin by which each request came', () => {
  const sessions = new SessionTable({ journal: new Journal(), twin: createCountingTwin().twin, seed: 1, clock: realClock, maxSessions: 9 })
  const session = sessions.open('a', 'http://first')
  expect(session?.answer(request, 'http://second').response.headers).toEqual([['X-Origin', 'http://second']])
})

test.each(['a', 'A-1', 'user@example.com', '0', 'x'.repeat(128)])('"%s" names a session', (name) => {
  expect(sessionNamePattern.test(name)).toBe(true)
})

test.each(['', '.', '-a', 'a b', 'a/b', 'ä', '__proto__', 'a\n', 'x'.repeat(129)])('"%s" names none', (name) => {
  expect(sessionNamePattern.test(name)).toBe(false)
})
