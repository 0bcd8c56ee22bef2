import { expect, test } from 'vitest'
import { prepareSessions } from './prepared-session.ts'
import { createSession, type ShortExchange } from './session-for-tests.ts'

const standard = '6f9c1e52a7d04b3f'
const other = '0b7d5f1c94e2a683'

/** Whether the first session takes the piece for minted when its last exchange is looked at. */
function isMinted(piece: string, ...sessions: readonly (readonly ShortExchange[])[]): boolean {
  const [first] = prepareSessions(sessions.map((exchanges, at) => createSession(`s${at}`, exchanges)))
  return first?.origins.seenFrom(first.exchanges.length - 1).isMinted(piece) === true
}

const plan: ShortExchange = ['GET /plans', undefined, 200, [{ id: standard }]]
const order: ShortExchange = ['POST /orders', { plan: standard }, 201, { id: other, plan: standard }]

test('what one session alone shows is minted', () => {
  expect(isMinted(standard, [plan], [['GET /plans', undefined, 200, []]])).toBe(true)
})

test('what two sessions show first in the same place is a constant, in whatever case', () => {
  expect(isMinted(standard, [plan], [plan])).toBe(false)
  expect(isMinted(standard, [plan], [['GET /plans', undefined, 200, [{ id: standard.toUpperCase() }]]])).toBe(false)
})

test('it does not count what is shown there but was first seen elsewhere, or sent', () => {
  expect(isMinted(standard, [plan], [['GET /plans/default', undefined, 200, { id: standard }], plan])).toBe(true)
  expect(isMinted(standard, [plan], [order, plan])).toBe(true)
  expect(isMinted(standard, [plan], [order, plan], [plan])).toBe(false)
})

test('a header and a number show it as well', () => {
  const numbered: ShortExchange = ['GET /me', undefined, 200, { account: 9_007_199_254_740_991 }, [['X-Account', standard]]]
  const asText: ShortExchange = ['GET /me', undefined, 200, standard, [['Content-Type', 'text/plain']]]
  expect(isMinted(standard, [numbered], [asText])).toBe(false)
  expect(isMinted('9007199254740991', [numbered], [asText])).toBe(true)
  expect(isMinted('9007199254740991', [numbered], [numbered])).toBe(false)
})

test('what is escaped is read as what it stands for', () => {
  expect(isMinted(standard, [['GET /notes', undefined, 200, { text: `one\n${standard}` }]])).toBe(true)
})
