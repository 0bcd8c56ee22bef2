import { expect, test } from 'vitest'
import { twinOf } from '../guard/service-for-tests.ts'
import { passesOf, sessionsOf } from '../sessions-for-tests.ts'

const table = (at: number) => `
  GET /orders -> 301
  POST /orders/ {"item":"cup ${at}"} -> 201 {"id":${at},"item":"cup ${at}"}
  POST /orders/ {"item":"pan ${at}"} -> 201 {"id":${at + 1},"item":"pan ${at}"}
  GET /orders/${at}/ -> 200 {"id":${at},"item":"cup ${at}"}
  PATCH /orders/${at}/ {"item":"pot ${at}"} -> 200 {"id":${at},"item":"pot ${at}"}
  GET /orders/ -> 200 [{"id":${at},"item":"pot ${at}"},{"id":${at + 1},"item":"pan ${at}"}]
  DELETE /orders/${at}/ -> 204
  GET /orders/${at}/ -> 404 {"error":"not found"}`

const sessions = () => sessionsOf(table(1), table(1), table(1), table(1))

test('a slash at the end of a path names nothing: what comes before it is the key, or the list', () => {
  const { routes, collections } = passesOf(sessions())
  expect(collections.map(({ noun, space }) => [noun, space])).toEqual([['order', '/orders/{}']])
  expect(routes.map(({ method, pattern }) => `${method} ${pattern}`)).toEqual([
    'GET /orders',
    'GET /orders/',
    'POST /orders/',
    'DELETE /orders/{order_id}/',
    'GET /orders/{order_id}/',
    'PATCH /orders/{order_id}/',
  ])
})

test('the twin keeps the paths apart that end in a slash and those that do not', () => {
  const ask = twinOf(sessions())
  expect(ask('GET', '/orders').status).toBe(301)
  const { id } = ask('POST', '/orders/', { item: 'jug' }).body as { id: number }
  expect(ask('PATCH', `/orders/${id}/`, { item: 'bowl' }).body).toEqual({ id, item: 'bowl' })
  expect(ask('GET', `/orders/${id}/`).body).toEqual({ id, item: 'bowl' })
  expect(ask('GET', '/orders/').body).toEqual([{ id, item: 'bowl' }])
  expect(ask('DELETE', `/orders/${id}/`).status).toBe(204)
  expect(ask('GET', `/orders/${id}/`).status).toBe(404)
})
