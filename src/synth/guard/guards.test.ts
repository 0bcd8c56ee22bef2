import { describe, expect, test } from 'vitest'
import { type Line, session, twinOf } from './service-for-tests.ts'

const missing = { error: 'no such user' }

function users(at: number, more: readonly Line[] = []): Line[] {
  const first = { name: `Ada ${at}`, email: `ada.${at}@example.com`, password: 'long enough' }
  const second = { name: `Bo ${at}`, email: `bo.${at}@example.com`, password: 'as long as it takes' }
  return [
    ['POST', '/users', first, 201, { id: 1, name: first.name, email: first.email }],
    ['POST', '/users', second, 201, { id: 2, name: second.name, email: second.email }],
    ['GET', '/users/1', undefined, 200, { id: 1, name: first.name, email: first.email }],
    ['PATCH', '/users/2', { name: `Bob ${at}` }, 200, { id: 2, name: `Bob ${at}`, email: second.email }],
    ...more,
    ['DELETE', '/users/1', undefined, 204, undefined],
  ]
}

describe('refusals that other routes have shown', () => {
  const sessions = [
    session(1, users(1, [['GET', '/users/77', undefined, 404, missing]])),
    session(2, users(2)),
    session(3, users(3, [['POST', '/users', '{"name":', 400, { error: 'invalid JSON' }]])),
  ]

  test('an entity that is not there is not there for any method', () => {
    const call = twinOf(sessions)
    expect(call('GET', '/users/9')).toMatchObject({ status: 404, body: missing, provenance: 'learned' })
    expect(call('PATCH', '/users/9', { name: 'x' })).toMatchObject({ status: 404, body: missing, provenance: 'guess' })
    expect(call('DELETE', '/users/9')).toMatchObject({ status: 404, body: missing, provenance: 'guess' })
  })

  test('a body that does not parse is refused by all that take one', () => {
    const call = twinOf(sessions)
    call('POST', '/users', { name: 'Cy', email: 'cy@example.com', password: 'long enough' })
    expect(call('PATCH', '/users/1', '{"a')).toMatchObject({ status: 400, body: { error: 'invalid JSON' }, provenance: 'guess' })
  })
})

describe('answers that gather errors', () => {
  const sessions = [
    session(
      1,
      users(1, [
        [
          'POST',
          '/users',
          { name: '', email: 'none', password: 'x' },
          422,
          { errors: ["Name can't be blank", 'Email is invalid', 'Password is too short'] },
        ],
      ]),
    ),
    session(
      2,
      users(2, [
        ['POST', '/users', { name: 'Cy', email: 'ada.2@example.com', password: 'long enough' }, 422, { errors: ['Email has been taken'] }],
      ]),
    ),
    session(3, users(3)),
  ]

  test('are put together for combinations that were never seen', () => {
    const call = twinOf(sessions)
    call('POST', '/users', { name: 'Di', email: 'di@example.com', password: 'long enough' })
    const errors = (body: unknown) => call('POST', '/users', body).body
    expect(errors({ name: '', email: 'ed@example.com', password: 'long enough' })).toEqual({ errors: ["Name can't be blank"] })
    expect(errors({ name: 'Ed', email: 'none', password: 'short' })).toEqual({ errors: ['Email is invalid', 'Password is too short'] })
    expect(errors({ name: '', email: 'di@example.com', password: 'long enough' })).toEqual({
      errors: ["Name can't be blank", 'Email has been taken'],
    })
  })
})

test('what is said of one blank field is said of another, as a guess', () => {
  const post = (at: number, id: number): Line => [
    'POST',
    '/notes',
    { title: `T${at}${id}`, city: `C${id}` },
    201,
    { id, title: `T${at}${id}`, city: `C${id}` },
  ]
  const refusals: Line[] = [
    ['POST', '/notes', { title: '', city: 'C' }, 422, { errors: ["Title can't be blank"] }],
    ['POST', '/notes', { title: '', city: 'C', size: 'x' }, 422, { errors: ["Title can't be blank", 'Size is not a number'] }],
  ]
  const call = twinOf([session(1, [post(1, 1), post(1, 2), post(1, 3), ...refusals]), session(2, [post(2, 1), post(2, 2), post(2, 3)])])
  expect(call('POST', '/notes', { title: 'T', city: '' })).toMatchObject({
    status: 422,
    body: { errors: ["City can't be blank"] },
    provenance: 'guess',
  })
  expect(call('POST', '/notes', { title: 'T', city: 'C' }).status).toBe(201)
})

test('a guard that rests on one case and one value is not installed', () => {
  const call = twinOf([
    session(
      1,
      users(1, [['POST', '/users', { name: 'Eve 1', email: 'eve@example.com', password: 'long enough' }, 503, { error: 'try again' }]]),
    ),
    session(2, users(2)),
  ])
  expect(call('POST', '/users', { name: 'Eve 1', email: 'eva@example.com', password: 'long enough' }).status).toBe(201)
})

test('a list of many lacks none of the fields that one of them must have', () => {
  const product = (id: number, name: string) => ({ id, name, price: id })
  const call = twinOf([
    session(1, [
      ['POST', '/products', { name: 'a', price: 1 }, 200, { data: product(1, 'a') }],
      ['POST', '/products', { name: 'b' }, 400, { error: 'price is required' }],
      [
        'POST',
        '/products',
        [
          { name: 'c', price: 2 },
          { name: 'd', price: 3 },
        ],
        200,
        { data: [product(2, 'c'), product(3, 'd')] },
      ],
      ['POST', '/products', [{ name: 'e', price: 4 }], 200, { data: [product(4, 'e')] }],
    ]),
  ])
  expect(call('POST', '/products', { name: 'x', price: 5 }).body).toMatchObject({ data: { name: 'x' } })
  expect(call('POST', '/products', { name: 'x' })).toMatchObject({ status: 400, body: { error: 'price is required' } })
  expect(call('POST', '/products', [{ name: 'y', price: 6 }]).body).toMatchObject({ data: [{ name: 'y' }] })
})
