import { describe, expect, test } from 'vitest'
import { type Line, session, twinOf } from '../guard/service-for-tests.ts'
import { learn } from '../learn.ts'

const key = (value: string) => ({ 'Idempotency-Key': value })
const id = (at: number, number: number) => `ch_4f${at}9c71e5b8d2a0${number}e7`
const charge = (at: number, number: number, amount: number) => ({ id: id(at, number), amount, refunded: false })

/** A charge, the same again after it was changed, another one under the same key, and one without a key. */
const lines = (at: number): Line[] => [
  ['POST', '/charges', { amount: 10 + at }, 200, charge(at, 1, 10 + at), key(`a${at}`)],
  ['POST', `/charges/${id(at, 1)}/refund`, {}, 200, { ...charge(at, 1, 10 + at), refunded: true }],
  ['POST', '/charges', { amount: 10 + at }, 200, charge(at, 1, 10 + at), key(`a${at}`), { 'Idempotent-Replayed': 'true' }],
  ['GET', `/charges/${id(at, 1)}`, undefined, 200, { ...charge(at, 1, 10 + at), refunded: true }],
  ['POST', '/charges', { amount: 99 }, 409, { error: 'key_reused' }, key(`a${at}`)],
  ['POST', '/charges', { amount: 7 }, 200, charge(at, 2, 7), key(`b${at}`)],
  ['POST', '/charges', { amount: 7 }, 200, charge(at, 3, 7)],
  ['POST', '/charges', { amount: 7 }, 200, charge(at, 4, 7)],
]
const sessions = [0, 1, 2].map((at) => session(at, lines(at)))

describe('requests that bring a key', () => {
  const ask = twinOf(sessions)
  const post = (amount: number, value?: string) => ask('POST', '/charges', { amount }, value === undefined ? {} : key(value))
  const first = post(25, 'mine')

  test('again are answered as the first one, though it was changed since, and do nothing', () => {
    const made = first.body as { id: string }
    ask('POST', `/charges/${made.id}/refund`, {})
    expect(post(25, 'mine')).toMatchObject({ status: 200, body: first.body })
    expect(ask('GET', `/charges/${made.id}`)).toMatchObject({ body: { refunded: true } })
  })

  test('and something else are refused', () => {
    expect(post(26, 'mine')).toMatchObject({ status: 409, body: { error: 'key_reused' } })
  })

  test('are told from those that bring another one or none', () => {
    const ids = [post(25, 'other'), post(25), post(25)].map(({ body }) => (body as { id: string }).id)
    expect(new Set([...ids, (first.body as { id: string }).id]).size).toBe(4)
  })
})

test('answers that are the same because they say nothing new name no key', () => {
  const ping = (at: number): Line[] => Array.from({ length: 4 }, () => ['POST', '/ping', { at }, 200, { pong: at }, { 'X-Client': 'app' }])
  const { model } = learn([0, 1, 2].map((at) => session(at, ping(at))))
  expect(JSON.stringify(model)).not.toContain('x-client')
})
