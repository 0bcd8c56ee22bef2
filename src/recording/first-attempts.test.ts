import { expect, test } from 'vitest'
import { type Exchange, encodeText } from '#http'
import { firstAttempts } from './first-attempts.ts'
import type { RecordedSession } from './session.ts'

const session: RecordedSession = { id: 's', tags: [], startedAtMs: 0, upstream: 'http://s.test', origin: 'http://r.test', exchanges: [] }

function attempts(...sent: readonly (readonly [body: string, status: number | undefined])[]) {
  const deliveries = sent.map(
    ([body, status], index): Exchange => ({
      index,
      startedAtMs: index * 1000,
      endedAtMs: index * 1000 + 5,
      request: { method: 'POST', target: '/hooks', headers: [['X-Signature', `s${index}`]], body: encodeText(body) },
      ...(status === undefined
        ? { failure: { kind: 'upstream-unreachable', message: 'gone' } }
        : { response: { status, headers: [], body: encodeText('') } }),
      isDelivery: true,
    }),
  )
  const found = firstAttempts({ ...session, deliveries })
  return { first: found?.first.map(({ index }) => index), again: found?.again.map(({ attempt, waitMs }) => [attempt, waitMs]) }
}

test('what was refused, or could not be told, and comes again is one delivery', () => {
  expect(attempts(['{"n":1}', 503], ['{"n":2}', 200], ['{"n":1}', undefined], ['{"n":1}', 200])).toEqual({
    first: [0, 1],
    again: [
      [2, 2000],
      [3, 1000],
    ],
  })
})

test('what was taken and comes again is another one, unless it says which one it is', () => {
  expect(attempts(['{"ping":1}', 200], ['{"ping":1}', 200])).toMatchObject({ first: [0, 1] })
  const named = '{"id":"evt_9f0c2d4e8a"}'
  expect(attempts([named, 200], [named, 200])).toMatchObject({ first: [0] })
})

test('of a session in which nobody listened nothing is known', () => {
  expect(firstAttempts(session)).toBeUndefined()
  expect(firstAttempts({ ...session, webhooks: { origin: 'http://127.0.0.1:1', forward: 'http://127.0.0.1:2' } })).toEqual({
    first: [],
    again: [],
  })
})
