import { expect, test } from 'vitest'
import { type Line, session, twinOf } from '../guard/service-for-tests.ts'

const person: Line = ['POST', '/people', { name: 'Ada' }, 201, { id: 1, name: 'Ada' }]
const task = (personId: number | null) => ({ id: 1, title: 'Sweep', personId })
const made: Line = ['POST', '/tasks', { title: 'Sweep', personId: 1 }, 201, task(1)]
const shown: Line = ['GET', '/tasks', undefined, 200, [task(1)]]
const gone: Line = ['DELETE', '/people/1', undefined, 204, undefined]

/** The tasks of a twin after their person was deleted. */
function tasksLeft(last: Line): unknown {
  const lines = [person, made, shown, ['GET', '/people/1', undefined, 200, { id: 1, name: 'Ada' }] as Line, gone, last]
  const send = twinOf([session(0, lines), session(1, lines)])
  send('POST', '/people', { name: 'Ben' })
  send('POST', '/tasks', { title: 'Paint', personId: 1 })
  send('DELETE', '/people/1')
  return send('GET', '/tasks').body
}

test('what refers to a deleted entity goes with it where lists lack it afterwards', () => {
  expect(tasksLeft(['GET', '/tasks', undefined, 200, []])).toEqual([])
})

test('it loses the key where it is shown without it', () => {
  expect(tasksLeft(['GET', '/tasks', undefined, 200, [task(null)]])).toEqual([{ id: 1, title: 'Paint', personId: null }])
})

test('it stays where it is shown as before', () => {
  expect(tasksLeft(shown)).toEqual([{ id: 1, title: 'Paint', personId: 1 }])
})

test('a write to its own path that finds it no more tells that it went', () => {
  const lines = [person, made, shown, gone, ['PATCH', '/tasks/1', { title: 'Mop' }, 404, { error: 'no task' }] as Line]
  const other: Line[] = [
    person,
    made,
    ['PATCH', '/tasks/1', { title: 'Mop' }, 200, { ...task(1), title: 'Mop' }],
    ['GET', '/tasks/1', undefined, 200, { ...task(1), title: 'Mop' }],
  ]
  const send = twinOf([session(0, lines), session(1, lines), session(2, other)])
  send('POST', '/people', { name: 'Ben' })
  send('POST', '/tasks', { title: 'Paint', personId: 1 })
  send('DELETE', '/people/1')
  expect(send('GET', '/tasks').body).toEqual([])
})

test('what was deleted by itself later did not go before that', () => {
  const ended: Line[] = [
    ['DELETE', '/tasks/1', undefined, 204, undefined],
    ['GET', '/tasks/1', undefined, 404, { error: 'no task' }],
  ]
  const lines = [person, made, ['GET', '/tasks/1', undefined, 200, task(1)] as Line, gone, ...ended]
  const send = twinOf([session(0, lines), session(1, lines)])
  send('POST', '/people', { name: 'Ben' })
  send('POST', '/tasks', { title: 'Paint', personId: 1 })
  send('DELETE', '/people/1')
  expect(send('GET', '/tasks/1').body).toEqual({ id: 1, title: 'Paint', personId: 1 })
})
