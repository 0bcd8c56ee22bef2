import { expect, test } from 'vitest'
import { compileTwin } from '#engine'
import { createFixedClock } from '#state'
import { session } from '../guard/service-for-tests.ts'
import { learn } from '../learn.ts'

test.each([
  [5, [1, 2, 3, 4, 5]],
  [1, [3]],
])('the id of a request is one in the header and in the body of a refusal that was seen %i times', (_, refused) => {
  const refusal = (at: number) => {
    const id = `req-0a1b2c3d-4e5f-4a${at}b-8c1d-0e1f2a3b4c5d`
    return [
      'GET',
      `/orders/9${at}`,
      undefined,
      404,
      { errors: [{ title: 'no such order', request_id: id }] },
      {},
      { 'x-trace-id': id },
    ] as const
  }
  const sessions = [1, 2, 3, 4, 5].map((at) =>
    session(at, [
      ['POST', '/orders', { item: 'x' }, 201, { id: 1, item: 'x' }],
      ['GET', '/orders/1', undefined, 200, { id: 1, item: 'x' }],
      ...(refused.includes(at) ? [refusal(at)] : []),
    ]),
  )
  const twin = compileTwin(learn(sessions).model).createSession({ seed: 1, origin: 'http://twin.test', clock: createFixedClock(0) })
  const { response } = twin.answer({ method: 'GET', target: '/orders/77', headers: [], body: new Uint8Array() })
  const { errors } = JSON.parse(new TextDecoder().decode(response.body)) as { errors: { request_id: string }[] }
  expect(errors[0]?.request_id).toMatch(/^req-/)
  expect(response.headers.find(([name]) => name === 'x-trace-id')?.[1]).toBe(errors[0]?.request_id)
})
