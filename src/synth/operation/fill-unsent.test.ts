import { expect, test } from 'vitest'
import { type Line, session, twinOf } from '../guard/service-for-tests.ts'

const shown = (fields: object) => ({ id: 1, name: 'pen', tier: 'pro', active: true, ...fields })
const lines = (answer: object): Line[] => [
  ['POST', '/things', { name: 'pen', tier: 'pro', active: true, secret: 'open sesame' }, 201, answer],
  ['GET', '/things/1', undefined, 200, answer],
]

test('what was always sent stands there as null or false when it is not, where the service shows what it was not sent', () => {
  const call = twinOf([session(1, lines(shown({ note: null })))])
  expect(call('POST', '/things', { name: 'cup' }).body).toEqual({ id: 1, name: 'cup', tier: null, active: false, note: null })
})

test('it is left out where the service shows what it was sent only', () => {
  const call = twinOf([session(1, lines(shown({})))])
  expect(call('POST', '/things', { name: 'cup' }).body).toEqual({ id: 1, name: 'cup' })
})

test('what was never sent is what is sent, and else what it was so far', () => {
  const call = twinOf([session(1, lines(shown({ note: null, state: 'new', tags: [] })))])
  expect(call('POST', '/things', { name: 'cup', tier: 'pro', note: 'blue', tags: ['a'] }).body).toMatchObject({
    note: 'blue',
    state: 'new',
    tags: ['a'],
  })
})

test('what was sent and not taken stays what it was', () => {
  const call = twinOf([
    session(1, [['POST', '/things', { name: 'pen', tier: 'pro', state: 'done' }, 201, { id: 1, name: 'pen', tier: 'pro', state: 'new' }]]),
  ])
  expect(call('POST', '/things', { name: 'cup', tier: 'pro', state: 'done' }).body).toMatchObject({ state: 'new' })
})

test('of an envelope one field tells that the others are in it, too', () => {
  const page = (at: number) => ({ page: { title: `t${at}`, text: `x${at}`, comments: null } })
  const call = twinOf(
    [1, 2, 3].map((at) =>
      session(at, [
        ['PUT', `/pages/t${at}`, { page: { text: `x${at}` } }, 201, page(at)],
        ['GET', `/pages/t${at}`, undefined, 200, page(at)],
      ]),
    ),
  )
  expect(call('PUT', '/pages/a', { page: { text: 'b', comments: 'c' } }).body).toEqual({ page: { title: 'a', text: 'b', comments: 'c' } })
})
