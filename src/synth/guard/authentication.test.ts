import { describe, expect, test } from 'vitest'
import { type Line, session, twinOf } from './service-for-tests.ts'

const key = { 'x-api-key': 'key-of-the-lab-42' }
const unknownKey = { error: 'unknown key' }
const noKey = { error: 'no key' }

function lines(at: number): Line[] {
  return [
    ['POST', '/orders', { item: `pen ${at}` }, 201, { id: 1, item: `pen ${at}` }, key],
    ['GET', '/orders/1', undefined, 200, { id: 1, item: `pen ${at}` }, key],
    ['GET', '/orders', undefined, 200, [{ id: 1, item: `pen ${at}` }], key],
    ['GET', '/health', undefined, 200, { ok: true }],
  ]
}

const sessions = [
  session(1, [...lines(1), ['GET', '/orders', undefined, 401, noKey]]),
  session(2, [...lines(2), ['GET', '/orders', undefined, 403, unknownKey, { 'x-api-key': '5d0c31a8' }]]),
  session(3, lines(3)),
]

describe('credentials', () => {
  test('a request without one is refused on every route that never answered without', () => {
    const call = twinOf(sessions)
    expect(call('GET', '/orders')).toMatchObject({ status: 401, body: noKey, provenance: 'learned' })
    expect(call('POST', '/orders', { item: 'x' })).toMatchObject({ status: 401, body: noKey, provenance: 'guess' })
    expect(call('GET', '/orders/1')).toMatchObject({ status: 401, body: noKey })
    expect(call('GET', '/health').status).toBe(200)
  })

  test('one that the service does not know is refused, too', () => {
    const call = twinOf(sessions)
    expect(call('POST', '/orders', { item: 'x' }, { 'x-api-key': 'other' })).toMatchObject({ status: 403, body: unknownKey })
    expect(call('POST', '/orders', { item: 'x' }, key).status).toBe(201)
  })

  test('one that all requests brought is asked for, as a guess, though none was refused', () => {
    const guarded = [1, 2, 3, 4].map((at) => session(at, lines(at).slice(0, 3)))
    const call = twinOf(guarded)
    expect(call('GET', '/orders')).toMatchObject({ status: 401, provenance: 'guess' })
    expect(call('GET', '/orders', undefined, { 'x-api-key': 'other' }).status).toBe(200)
  })

  test('where none was refused, any is good', () => {
    const call = twinOf([sessions[0], sessions[2]].flatMap((one) => one ?? []))
    expect(call('POST', '/orders', { item: 'x' }, { 'x-api-key': 'other' }).status).toBe(201)
  })

  describe('where sessions were seen that log in, and none that brings a key', () => {
    const token = (at: number) => `eyJhbGciOiJIUzI1NiJ9.eyJpZCI6${at}0fQ.c2lnbmF0dXJl${at}`
    const bearer = (credential: string) => ({ authorization: `Bearer ${credential}` })
    const call = twinOf([
      session(1, [
        ['POST', '/login', { user: 'ada' }, 200, { token: token(1) }],
        ['POST', '/orders', { item: 'pen' }, 201, { id: 1, item: 'pen' }, bearer(token(1))],
        ['GET', '/orders/1', undefined, 200, { id: 1, item: 'pen' }, bearer(token(1))],
        ['GET', '/orders', undefined, 200, [{ id: 1, item: 'pen' }], bearer(token(1))],
        ['GET', '/orders', undefined, 401, unknownKey, bearer('0123456789abcdef0123')],
      ]),
    ])

    test('a key that looks like none that was refused is taken', () => {
      expect(call('GET', '/orders', undefined, bearer('key-of-the-lab')).status).toBe(200)
    })

    test('one that looks like the one that was refused is refused', () => {
      expect(call('GET', '/orders', undefined, bearer('fedcba98765432100123'))).toMatchObject({ status: 401, body: unknownKey })
    })
  })

  test('where nobody brings one, a route that always refuses refuses for another reason', () => {
    const open = [1, 2].map((at) =>
      session(at, [
        ['POST', '/orders', { item: 'x' }, 201, { id: 1, item: 'x' }],
        ['POST', '/orders/1/refund', { reason: `r${at}` }, 403, { error: 'refunds are closed' }],
      ]),
    )
    expect(twinOf(open)('POST', '/orders/1/refund', { reason: 'y' })).toMatchObject({ status: 403, body: { error: 'refunds are closed' } })
  })
})
