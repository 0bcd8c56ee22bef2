import { expect, test } from 'vitest'
import { type Line, session, twinOf } from '../guard/service-for-tests.ts'

test('a list of what refers to an item is shown where a parameter names it', () => {
  const projects = [{ id: 1, name: 'House' }]
  const tasks = [1, 2].map((id) => ({ id, title: `Task ${id}`, projectId: 1 }))
  const lines: Line[] = [
    ['POST', '/projects', { name: 'House' }, 201, projects[0]],
    ...tasks.map((task): Line => ['POST', '/tasks', { title: task.title, projectId: 1 }, 201, task]),
    ['GET', '/projects/1', undefined, 200, projects[0]],
    ['GET', '/tasks/1', undefined, 200, tasks[0]],
    ['GET', '/tasks', undefined, 200, tasks],
    ['GET', '/projects', undefined, 200, projects],
    ['GET', '/projects?_embed=tasks', undefined, 200, [{ ...projects[0], tasks }]],
  ]
  const send = twinOf([session(0, lines), session(1, lines)])
  send('POST', '/projects', { name: 'Shed' })
  send('POST', '/projects', { name: 'Barn' })
  send('POST', '/tasks', { title: 'Drill', projectId: 2 })
  const drill = { id: 1, title: 'Drill', projectId: 2 }
  expect(send('GET', '/projects?_embed=tasks').body).toEqual([
    { id: 1, name: 'Shed', tasks: [] },
    { id: 2, name: 'Barn', tasks: [drill] },
  ])
  expect(send('GET', '/projects').body).toEqual([
    { id: 1, name: 'Shed' },
    { id: 2, name: 'Barn' },
  ])
})
