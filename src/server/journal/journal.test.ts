import { expect, test } from 'vitest'
import type { Answer } from '#engine'
import type { ArrivedRequest } from '../wire/arrived-request.ts'
import { Journal } from './journal.ts'

const answer: Answer = { response: { status: 200, headers: [], body: new Uint8Array() }, provenance: 'learned' }
const ask = (target: string) => ({ method: 'GET', target, headers: [], body: new Uint8Array() }) as unknown as ArrivedRequest

test('keeps the last requests of all sessions, and says when some are forgotten', () => {
  const journal = new Journal()
  journal.note('a', ask('/first'), answer, 0)
  expect(journal.isWholeSince(0)).toBe(true)
  for (let count = 0; count < 9_999; count++) journal.note('b', ask(`/${count}`), answer, 0)
  expect(journal.of('a', 0)).toHaveLength(1)
  expect(journal.isWholeSince(0)).toBe(true)
  journal.note('b', ask('/last'), answer, 0)
  expect(journal.of('a', 0)).toEqual([])
  expect(journal.isWholeSince(0)).toBe(false)
  expect(journal.isWholeSince(1)).toBe(true)
  expect(journal.of('b', 9_998).map(({ target }) => target)).toEqual(['/9997', '/9998', '/last'])
})

test('what was given out stays as it is when its place is taken', () => {
  const journal = new Journal()
  journal.note('a', ask('/first'), answer, 1)
  const given = journal.of('a', 0)
  for (let count = 0; count < 10_000; count++) journal.note('a', ask(`/${count}`), answer, 2)
  expect(given).toMatchObject([{ number: 1, target: '/first', atMs: 1 }])
  journal.take('b', given)
  expect(journal.of('b', 0)).toMatchObject([{ session: 'b', number: 10_002, target: '/first', atMs: 1 }])
})
