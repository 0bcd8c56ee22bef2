import { expect, test } from 'vitest'
import { type Line, session, twinOf } from '../guard/service-for-tests.ts'

const filter = (value: unknown) => `filter=${encodeURIComponent(JSON.stringify(value))}`

/** Tasks that may belong to a project; what is shown beside and of them stands in one parameter. */
const lines = (at: number): Line[] => {
  const projects = [1, 2].map((id) => ({ id, name: `Project ${at}${id}`, colour: at % 2 === 0 ? 'red' : 'blue' }))
  const tasks = [
    { id: 1, title: `Task ${at}1`, projectId: 1 },
    { id: 2, title: `Task ${at}2` },
    { id: 3, title: `Task ${at}3`, projectId: 2 },
  ]
  const full = tasks.map((task) => (task.projectId ? { ...task, project: projects[task.projectId - 1] } : task))
  return [
    ...projects.map((project): Line => ['POST', '/projects', { name: project.name, colour: project.colour }, 201, project]),
    ...tasks.map(({ id: _, ...sent }, place): Line => ['POST', '/tasks', sent, 201, tasks[place]]),
    ['GET', '/projects/1', undefined, 200, projects[0]],
    ['GET', '/tasks/1', undefined, 200, tasks[0]],
    ['GET', '/tasks', undefined, 200, tasks],
    ['GET', `/tasks?${filter({ include: 'project' })}`, undefined, 200, full],
    ['GET', `/tasks?${filter({ include: ['project'] })}`, undefined, 200, full],
    ['GET', '/projects', undefined, 200, projects],
    ['GET', `/projects?${filter({ fields: ['name', 'colour'] })}`, undefined, 200, projects.map(({ name, colour }) => ({ name, colour }))],
    ['GET', `/projects?${filter({ where: { name: 'none' }, include: 'tasks' })}`, undefined, 200, []],
    ['POST', '/projects', { name: 'Bare', colour: 'grey' }, 201, { id: 3, name: 'Bare', colour: 'grey' }],
    [
      'GET',
      `/projects?${filter({ where: { name: 'Bare' }, include: 'tasks' })}`,
      undefined,
      200,
      [{ id: 3, name: 'Bare', colour: 'grey', tasks: [] }],
    ],
  ]
}

function open() {
  const send = twinOf([0, 1, 2].map((at) => session(at, lines(at))))
  send('POST', '/projects', { name: 'Shed', colour: 'green' })
  send('POST', '/tasks', { title: 'Drill', projectId: 1 })
  send('POST', '/tasks', { title: 'Saw' })
  return (target: string) => send('GET', target).body
}

const shed = { id: 1, name: 'Shed', colour: 'green' }
const drill = { id: 1, title: 'Drill', projectId: 1 }
const saw = { id: 2, title: 'Saw' }

test('what a wish within JSON includes is shown where there is such a thing, whether it is named in a text or in a list', () => {
  const get = open()
  const full = [{ ...drill, project: shed }, saw]
  expect(get(`/tasks?${filter({ include: 'project' })}`)).toEqual(full)
  expect(get(`/tasks?${filter({ include: ['project'] })}`)).toEqual(full)
  expect(get('/tasks')).toEqual([drill, saw])
})

test('a list that was only seen empty is that of the things it is named after', () => {
  expect(open()(`/projects?${filter({ include: 'tasks' })}`)).toEqual([{ ...shed, tasks: [drill] }])
})

test('fields are selected by a wish within JSON, also where the key is left out', () => {
  const get = open()
  expect(get(`/projects?${filter({ fields: ['name', 'colour'] })}`)).toEqual([{ name: 'Shed', colour: 'green' }])
  expect(get(`/projects?${filter({ fields: ['id', 'colour'] })}`)).toEqual([{ id: 1, colour: 'green' }])
})
