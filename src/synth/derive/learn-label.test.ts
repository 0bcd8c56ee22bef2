import { expect, test } from 'vitest'
import { twinOf } from '../guard/service-for-tests.ts'
import { sessionsOf } from '../sessions-for-tests.ts'

const task = (at: number, id: number, state: string, label: string) =>
  `{"id":${id},"note":"n${at}","state":"${state}","state_label":"${label}"}`

const table = (at: number) => `
  POST /tasks {"note":"n${at}"} -> 201 ${task(at, 1, 'todo', 'To do')}
  POST /tasks {"note":"n${at}","state":"done"} -> 201 ${task(at, 2, 'done', 'Done')}
  PATCH /tasks/1 {"state":"doing"} -> 200 ${task(at, 1, 'doing', 'Doing')}
  GET /tasks/1 -> 200 ${task(at, 1, 'doing', 'Doing')}
  PATCH /tasks/1 {"state":"done"} -> 200 ${task(at, 1, 'done', 'Done')}
  GET /tasks -> 200 [${task(at, 1, 'done', 'Done')},${task(at, 2, 'done', 'Done')}]`

test('a label goes with the word that it is for, whatever wrote that word', () => {
  const ask = twinOf(sessionsOf(table(1), table(2), table(3)))
  ask('POST', '/tasks', { note: 'x', state: 'doing' })
  // No recorded call went back to the first state.
  expect(ask('PATCH', '/tasks/1', { state: 'todo' }).body).toMatchObject({ state: 'todo', state_label: 'To do' })
  expect(ask('GET', '/tasks/1').body).toMatchObject({ state_label: 'To do' })
})
