import { expect, test } from 'vitest'
import { type DrawnService, differences } from '../drawn-service-for-tests.ts'

interface Todo {
  readonly id: number
  readonly title: string
  done: boolean
}

/** Todos of which several go at once: those that a list names, and all that are done. */
const todos: DrawnService = {
  make() {
    let all: Todo[] = []
    let count = 0
    const remove = (isGone: (todo: Todo) => boolean) => {
      const before = all.length
      all = all.filter((todo) => !isGone(todo))
      return before - all.length
    }
    return (method, [, id], body) => {
      if (id === 'delete') return [200, { deleted: remove((todo) => body.ids.includes(todo.id)) }]
      if (id === 'clear') return [200, { cleared: remove((todo) => todo.done) }]
      if (method === 'POST') {
        count++
        all.push({ id: count, title: body.title, done: false })
        return [201, all.at(-1)]
      }
      if (id === undefined) return [200, all]
      const todo = all.find((each) => String(each.id) === id)
      if (!todo) return [404, { error: 'not found' }]
      if (method === 'PATCH') todo.done = body.done
      return [200, todo]
    }
  },
  step: ({ int, pick, word }) =>
    pick([
      ['POST', '/todos', { title: word() }],
      ['POST', '/todos', { title: word() }],
      ['POST', '/todos/delete', { ids: [int(1, 5), int(6, 9)] }],
      ['POST', '/todos/clear'],
      ['PATCH', `/todos/${int(1, 9)}`, { done: true }],
      ['GET', `/todos/${int(1, 9)}`],
      ['GET', '/todos'],
      ['GET', '/todos'],
    ]),
}

test('what a list in the body names goes, and what has a value that all have which are gone; answers count them', () => {
  expect(differences(todos)).toEqual([])
})
