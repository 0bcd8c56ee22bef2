import { expect, test } from 'vitest'
import { type Line, session, twinOf } from '../guard/service-for-tests.ts'

const gone = { error: 'not found' }

/** All operations on pens, and few on others. */
const pens: readonly Line[] = [
  ['POST', '/pens', { name: 'blue', price: 3 }, 201, { pen: { id: 1, name: 'blue', price: 3 } }],
  ['POST', '/pens', { name: 'red', price: 4 }, 201, { pen: { id: 2, name: 'red', price: 4 } }],
  ['GET', '/pens/1', undefined, 200, { pen: { id: 1, name: 'blue', price: 3 } }],
  ['GET', '/pens/2', undefined, 200, { pen: { id: 2, name: 'red', price: 4 } }],
  [
    'GET',
    '/pens',
    undefined,
    200,
    {
      pens: [
        { id: 1, name: 'blue', price: 3 },
        { id: 2, name: 'red', price: 4 },
      ],
      total: 2,
    },
  ],
  ['PATCH', '/pens/1', { price: 5 }, 200, { pen: { id: 1, name: 'blue', price: 5 } }],
  ['GET', '/pens/1', undefined, 200, { pen: { id: 1, name: 'blue', price: 5 } }],
  ['DELETE', '/pens/1', undefined, 204, undefined],
  ['GET', '/pens/1', undefined, 404, gone],
  ['GET', '/pens', undefined, 200, { pens: [{ id: 2, name: 'red', price: 4 }], total: 1 }],
]
const cups: readonly Line[] = [
  ['POST', '/cups', { label: 'big', size: 9 }, 201, { cup: { id: 1, label: 'big', size: 9 } }],
  ['POST', '/cups', { label: 'small', size: 2 }, 201, { cup: { id: 2, label: 'small', size: 2 } }],
]

function made(lines: readonly Line[]) {
  const call = twinOf([session(1, [...pens, ...lines])])
  call('POST', '/cups', { label: 'tall', size: 7 })
  call('POST', '/cups', { label: 'wide', size: 8 })
  return call
}

test('what was made and never asked for is shown as it was when made, as a guess', () => {
  const call = made(cups)
  expect(call('GET', '/cups/2')).toMatchObject({ status: 200, body: { cup: { id: 2, label: 'wide', size: 8 } }, provenance: 'guess' })
  expect(call('GET', '/cups/77')).toMatchObject({ status: 404, body: gone, provenance: 'guess' })
})

test('it is changed and deleted as others are', () => {
  const call = made(cups)
  expect(call('PATCH', '/cups/1', { size: 6 })).toMatchObject({ status: 200, body: { cup: { id: 1, label: 'tall', size: 6 } } })
  expect(call('GET', '/cups/1').body).toEqual({ cup: { id: 1, label: 'tall', size: 6 } })
  expect(call('DELETE', '/cups/1')).toMatchObject({ status: 204, provenance: 'guess' })
  expect(call('GET', '/cups/1')).toMatchObject({ status: 404, body: gone })
})

test('its list is in the envelope of the other lists, under its own name', () => {
  const call = made(cups)
  expect(call('GET', '/cups')).toMatchObject({
    status: 200,
    body: {
      cups: [
        { id: 1, label: 'tall', size: 7 },
        { id: 2, label: 'wide', size: 8 },
      ],
      total: 2,
    },
    provenance: 'guess',
  })
})

test('a path at which nothing was made has no members', () => {
  const call = made([['POST', '/login', { user: 'a' }, 200, { token: 'x' }]])
  expect(call('GET', '/login/1').provenance).toBe('miss')
})

test('what was only seen missing is shown once it is there', () => {
  const call = made([...cups, ['GET', '/cups/9', undefined, 404, gone]])
  expect(call('GET', '/cups/1')).toMatchObject({ status: 200, body: { cup: { id: 1, label: 'tall' } } })
  expect(call('GET', '/cups/9')).toMatchObject({ status: 404, body: gone })
})

test('what was only listed is made as others are, with an id of its own', () => {
  const call = made([['GET', '/cups', undefined, 200, { cups: [{ id: 1, label: 'big', size: 9 }], total: 1 }]])
  expect(call('POST', '/cups', { label: 'flat', size: 1 })).toMatchObject({
    status: 201,
    body: { cup: { label: 'flat', size: 1 } },
    provenance: 'guess',
  })
  expect(call('GET', '/cups').body).toMatchObject({ cups: [{ id: 1 }, { label: 'tall' }, { label: 'wide' }, { label: 'flat' }] })
})

test('fields are selected as where that was seen', () => {
  const selected: Line = ['GET', '/pens/2?fields=id,name', undefined, 200, { pen: { id: 2, name: 'red' } }]
  const other: Line = ['GET', '/pens/2?fields=price', undefined, 200, { pen: { price: 4 } }]
  const call = made([selected, other, ...cups])
  expect(call('GET', '/cups/1?fields=id,label').body).toEqual({ cup: { id: 1, label: 'tall' } })
})
