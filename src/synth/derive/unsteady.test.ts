import { expect, test } from 'vitest'
import { type Line, session, twinOf } from '../guard/service-for-tests.ts'

const list = (at: number, number: number) => `ls_8d21c07be94f${at}${number}`
const task = (at: number, number: number) => `tk_71c5e8b8d2a0${at}${number}`

/** Lists that say how many of their tasks are open; a task may be closed, opened again, or called something else. */
function lines(at: number): Line[] {
  const tasks = new Map<string, { id: string; list_id: string; title: string; state: string }>()
  const open = (id: string) => [...tasks.values()].filter(({ list_id, state }) => list_id === id && state === 'open').length
  const show = (id: string): Line => ['GET', `/lists/${id}`, undefined, 200, { id, open: open(id) }]
  const add = (id: string, number: number): Line => {
    const made = { id: task(at, number), list_id: id, title: `t${number}`, state: 'open' }
    tasks.set(made.id, made)
    return ['POST', `/lists/${id}/tasks`, { title: made.title }, 201, made]
  }
  const change = (id: string, number: number, body: { state?: string; title?: string }): Line => {
    const changed = { id: task(at, number), list_id: id, title: `t${number}`, state: 'open', ...tasks.get(task(at, number)), ...body }
    tasks.set(changed.id, changed)
    return ['PATCH', `/lists/${id}/tasks/${changed.id}`, body, 200, changed]
  }
  const [a, b] = [list(at, 1), list(at, 2)]
  const make = (id: string): Line => ['POST', '/lists', {}, 201, { id, open: 0 }]
  return [
    ...[make(a), make(b), show(b), add(a, 1), show(a), add(a, 2), show(a), add(b, 3), show(b)],
    ...[change(a, 1, { state: 'closed' }), show(a), change(a, 1, { state: 'closed' }), show(a), change(a, 2, { title: 'other' }), show(a)],
    ...[change(b, 3, { state: 'closed' }), show(b), change(a, 1, { state: 'open' }), show(a), change(b, 3, { title: 'new' }), show(b)],
  ]
}

test('how many of them are in a state is counted when it is read, whatever brought them there', () => {
  const ask = twinOf([0, 1, 2, 3].map((at) => session(at, lines(at))))
  const id = (answer: { body: unknown }) => (answer.body as { id: string }).id
  const own = id(ask('POST', '/lists', {}))
  const open = () => (ask('GET', `/lists/${own}`).body as { open: number }).open
  const [first, second] = [1, 2].map((number) => id(ask('POST', `/lists/${own}/tasks`, { title: `n${number}` })))
  expect(open()).toBe(2)
  ask('PATCH', `/lists/${own}/tasks/${first}`, { state: 'closed' })
  ask('PATCH', `/lists/${own}/tasks/${first}`, { state: 'closed' })
  expect(open()).toBe(1)
  ask('PATCH', `/lists/${own}/tasks/${second}`, { title: 'else' })
  ask('PATCH', `/lists/${own}/tasks/${first}`, { state: 'open' })
  expect(open()).toBe(2)
})
