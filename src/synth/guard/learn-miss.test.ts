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

test.each([
  ['what comes after the base', '/api/nowhere', 'no method for GET /nowhere', '/api/else', 'no method for GET /else'],
  ['the name at the end', '/api/depot', "The resource 'depot' is unknown", '/api/shed', "The resource 'shed' is unknown"],
  ['no word by chance', '/api/page', 'this homepage is not there', '/api/shed', 'this homepage is not there'],
])('a refusal that shows %s shows it of other paths', (_, path, message, other, expected) => {
  const lines: Line[] = [
    ['POST', '/api/orders', { item: 'pen' }, 201, { id: 1, item: 'pen' }],
    ['GET', '/api/orders', undefined, 200, [{ id: 1, item: 'pen' }]],
    ['GET', '/api/orders/9', undefined, 404, { message: 'no such order' }],
    ['GET', '/api/orders/8', undefined, 404, { message: 'no such order' }],
    ['GET', path, undefined, 404, { message }],
  ]
  expect(twinOf([session(1, lines)])('GET', other).body).toEqual({ message: expected })
})
