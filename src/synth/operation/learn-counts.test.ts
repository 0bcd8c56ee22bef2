import { expect, test } from 'vitest'
import { type Line, session, twinOf } from '../guard/service-for-tests.ts'

/** A shop whose lists are only counted where that is asked for. */
const shop = (at: number): Line[] => {
  const owners = [1, 2].map((id) => ({ id, name: `Owner ${at}${id}` }))
  const orders = [1, 2, 3].map((id) => ({
    id,
    title: `Order ${at}${id}`,
    status: (id + at) % 2 === 0 ? 'open' : 'done',
    ownerId: id < 3 ? 1 : 2,
  }))
  const count = (status?: string) => ({ count: orders.filter((order) => status === undefined || order.status === status).length })
  return [
    ...owners.map((owner): Line => ['POST', '/owners', { name: owner.name }, 201, owner]),
    ...orders.map(({ id: _, ...sent }, place): Line => ['POST', '/orders', sent, 201, orders[place]]),
    ['GET', '/owners/1', undefined, 200, owners[0]],
    ['GET', '/orders/1', undefined, 200, orders[0]],
    ['GET', '/orders', undefined, 200, orders],
    ['GET', '/owners/1/orders', undefined, 200, orders.slice(0, 2)],
    ['GET', '/owners/2/orders', undefined, 200, orders.slice(2)],
    ['GET', `/orders/count?where=${encodeURIComponent('{"status":"open"}')}`, undefined, 200, count('open')],
    ['GET', '/orders/count', undefined, 200, count()],
    ['GET', '/owners/1/orders/count', undefined, 200, { count: 2 }],
    ['GET', '/owners/2/orders/count', undefined, 200, { count: 1 }],
    ['GET', `/owners/${at % 2 === 0 ? 1 : 77}/exists`, undefined, 200, { exists: at % 2 === 0 }],
  ]
}

function open() {
  const send = twinOf([0, 1, 2, 3].map((at) => session(at, shop(at))))
  for (const name of ['Ada', 'Bea', 'Cleo']) send('POST', '/owners', { name })
  for (const ownerId of [1, 2, 3, 3, 3, 3]) send('POST', '/orders', { title: 'Chair', status: 'paid', ownerId })
  return send
}

test('what is counted is filtered as lists are, by fields and values never asked for', () => {
  const send = open()
  const count = (where: unknown) => send('GET', `/orders/count?where=${encodeURIComponent(JSON.stringify(where))}`).body
  expect(send('GET', '/orders/count').body).toEqual({ count: 6 })
  expect(count({ status: 'paid' })).toEqual({ count: 6 })
  expect(count({ status: 'open' })).toEqual({ count: 0 })
  expect(count({ ownerId: 3 })).toEqual({ count: 4 })
})

test('what is counted below an entity is what belongs to it', () => {
  const send = open()
  expect(send('GET', '/owners/1/orders/count').body).toEqual({ count: 1 })
  expect(send('GET', '/owners/3/orders/count').body).toEqual({ count: 4 })
})

test('whether something exists is asked of the state, though it nearly always did', () => {
  const send = open()
  expect(send('GET', '/owners/3/exists').body).toEqual({ exists: true })
  expect(send('GET', '/owners/9/exists').body).toEqual({ exists: false })
})
