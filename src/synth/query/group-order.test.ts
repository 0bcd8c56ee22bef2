import { expect, test } from 'vitest'
import { type Line, session, twinOf } from '../guard/service-for-tests.ts'

interface Task {
  readonly id: string
  readonly state: 'open' | 'done'
  readonly due: string
}

const inOrder = (tasks: readonly Task[]) => [
  ...tasks.filter(({ state }) => state === 'open').sort((a, b) => (a.due < b.due ? -1 : 1)),
  ...tasks.filter(({ state }) => state === 'done').sort((a, b) => (a.due > b.due ? -1 : 1)),
]

test('groups stand in an order of their own, each sorted in its own way', () => {
  const lines = (at: number): Line[] => {
    let tasks: Task[] = []
    const made = [3, 1, 4, 2, 6, 5].map(
      (day, n): Task => ({ id: `task-${at}-${n}`, state: 'open', due: `2026-03-0${((day + at) % 7) + 1}` }),
    )
    return made.flatMap((task, n): Line[] => {
      tasks = [...tasks, task]
      const first: Line[] = [['POST', '/tasks', { id: task.id, due: task.due }, 201, task]]
      if (n % 2 === 1) {
        const ended = tasks[n - 1] as Task
        tasks = tasks.map((each) => (each === ended ? { ...each, state: 'done' } : each))
        first.push(['POST', `/tasks/${ended.id}/end`, undefined, 200, { ...ended, state: 'done' }])
      }
      return [...first, ['GET', '/tasks', undefined, 200, inOrder(tasks)]]
    })
  }
  const send = twinOf([0, 1, 2, 3].map((at) => session(at, lines(at))))
  const days = [5, 2, 7, 1, 6]
  for (const day of days) send('POST', '/tasks', { id: `t${day}`, due: `2026-04-0${day}` })
  for (const id of ['t2', 't6', 't1']) send('POST', `/tasks/${id}/end`)
  expect((send('GET', '/tasks').body as Task[]).map(({ id }) => id)).toEqual(['t5', 't7', 't6', 't2', 't1'])
})
