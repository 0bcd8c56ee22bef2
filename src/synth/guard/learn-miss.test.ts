import { expect, test } from 'vitest'
import { type Line, session, twinOf } from './service-for-tests.ts'

const order: Line = ['POST', '/orders', { item: 'pen' }, 201, { id: 1, item: 'pen' }]
const unknownOrder: Line = ['GET', '/orders/9', undefined, 404, { error: 'no such order' }]
const unknownPath: Line = ['GET', '/nowhere', undefined, 404, { error: 'no such page' }]

test('an unknown path is refused as the service refuses one', () => {
  const call = twinOf([
    session(1, [order, ['GET', '/orders/1', undefined, 200, { id: 1, item: 'pen' }], unknownOrder, unknownOrder, unknownPath]),
  ])
  expect(call('GET', '/elsewhere/than/here')).toMatchObject({ status: 404, body: { error: 'no such page' }, provenance: 'miss' })
})

test('where none was seen, its commonest 404 stands for it', () => {
  const call = twinOf([session(1, [order, ['GET', '/orders/1', undefined, 200, { id: 1, item: 'pen' }], unknownOrder])])
  expect(call('PATCH', '/elsewhere').body).toEqual({ error: 'no such order' })
})

test('a refusal that names the path names whatever path is asked for', () => {
  const named = (path: string): Line => ['GET', path, undefined, 404, { message: `Cannot GET ${path}`, statusCode: 404 }]
  const call = twinOf([session(1, [order, ['GET', '/orders/1', undefined, 200, { id: 1, item: 'pen' }], named('/nowhere')])])
  expect(call('GET', '/else/where?x=1').body).toEqual({ message: 'Cannot GET /else/where', statusCode: 404 })
})
