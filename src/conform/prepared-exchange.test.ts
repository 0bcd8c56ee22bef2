import { expect, test } from 'vitest'
import type { Exchange, HttpResponse } from '#http'
import { createAddressRewriter } from './own-addresses.ts'
import { KeptReadings, type PreparedExchange, prepareExchange } from './prepared-exchange.ts'
import { createSession } from './session-for-tests.ts'

const { exchanges, upstream } = createSession(
  'one',
  Array.from({ length: 40 }, (_, at) => [
    'POST /orders',
    { from: 'https://api.example.com/me' },
    201,
    { at, from: 'https://api.example.com/me' },
  ]),
)
const rewrite = createAddressRewriter([upstream], 'http://twin.test')

/** The exchanges, of which no more than so many bytes are kept as they were read. */
function prepare(bytesMax?: number): PreparedExchange[] {
  const kept = new KeptReadings(bytesMax)
  return exchanges.map((exchange) => prepareExchange(exchange, rewrite, kept) as PreparedExchange)
}

test('what was read is kept', () => {
  const [first] = prepare() as [PreparedExchange]
  expect(first.response.body).toEqual({ kind: 'json', value: { at: 0, from: 'http://twin.test/me' } })
  expect(first.response).toBe(first.response)
  expect(first.request).toBe(first.request)
})

test('a look at an answer keeps nothing, and takes what is kept', () => {
  const [first] = prepare() as [PreparedExchange]
  expect(first.peek()).toEqual(first.peek())
  expect(first.peek()).not.toBe(first.peek())
  expect(first.peek()).not.toBe(first.response)
  expect(first.peek()).toBe(first.response)
})

test('of long recordings what was read last is kept, and the rest is read again', () => {
  const prepared = prepare(500)
  const first = prepared.map(({ response }) => response)
  expect(prepared.at(-1)?.response).toBe(first.at(-1))
  expect(prepared[0]?.response).not.toBe(first[0])
  expect(prepared.map(({ response }) => response)).toEqual(first)
  const bodies = prepared.map(({ request }) => new TextDecoder().decode(request.body))
  expect(new Set(bodies)).toEqual(new Set(['{"from":"http://twin.test/me"}']))
})

test('what is bigger than all that is kept is there all the same, whichever part of it was read before', () => {
  const [first] = prepare(10) as [PreparedExchange]
  expect(first.request.body).toBeDefined()
  expect(first.response.body).toMatchObject({ kind: 'json' })
  const [other] = prepare(10) as [PreparedExchange]
  expect(other.response.body).toMatchObject({ kind: 'json' })
  expect(other.request.body).toBeDefined()
})

test('an exchange without a whole answer proves nothing', () => {
  const [{ response: _, ...lost }] = exchanges as [(typeof exchanges)[0]]
  expect(prepareExchange(lost, rewrite)).toBeUndefined()
  expect(prepareExchange({ ...lost, failure: { kind: 'upstream-reset', message: 'gone' } }, rewrite)).toBeUndefined()
})

test('what is said again soon after is read once, if it is of the same type', () => {
  const kept = new KeptReadings()
  const [{ response, ...rest }, other] = exchanges as [Exchange, Exchange]
  const answer = response as HttpResponse
  const read = (response: HttpResponse) => prepareExchange({ ...rest, response }, rewrite, kept)?.response
  const said = read(answer)
  const again = read({ ...answer, status: 202, body: answer.body.slice() })
  expect(again?.body).toBe(said?.body)
  expect(again?.status).toBe(202)
  expect(read({ ...answer, headers: [['Content-Type', 'application/octet-stream']] })?.body).toMatchObject({ kind: 'bytes' })
  expect(read(other.response as HttpResponse)?.body).not.toBe(said?.body)
  expect(read({ ...answer, omittedBodyBytes: 7 })?.body).toEqual({ kind: 'omitted', bytes: 7 })
})
