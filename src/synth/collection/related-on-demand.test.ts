import { expect, test } from 'vitest'
import { type Line, session, twinOf } from '../guard/service-for-tests.ts'

/** Tasks show the person that they are given to only where they are asked to. */
function lines(at: number): Line[] {
  const people = ['ada', 'bob'].map((name, index) => ({ id: index + 1, name: `${name} ${at}` }))
  const given = [1, 2, undefined, 2, 1].map((who, index) => (index === at % 5 ? undefined : who))
  const tasks = given.map((who, index) => ({ id: index + 1, title: `t${index} ${at}`, who }))
  const plain = ({ id, title }: (typeof tasks)[number]) => ({ id, title })
  const full = (task: (typeof tasks)[number]) => ({ ...plain(task), owner: people.find(({ id }) => id === task.who) ?? null })
  return [
    ...people.map((person): Line => ['POST', '/people', { name: person.name }, 201, person]),
    ...people.map((person): Line => ['GET', `/people/${person.id}`, undefined, 200, person]),
    ...tasks.map((task): Line => ['POST', '/tasks', { title: task.title, ...(task.who ? { owner: task.who } : {}) }, 201, plain(task)]),
    ['GET', '/tasks', undefined, 200, tasks.map(plain)],
    ['GET', '/tasks?with=owner', undefined, 200, tasks.map(full)],
    ...tasks.map((task): Line => ['GET', `/tasks/${task.id}`, undefined, 200, plain(task)]),
    // Those that are read in full one by one are given to nobody.
    ...tasks.flatMap((task): Line[] => (task.who ? [] : [['GET', `/tasks/${task.id}?with=owner`, undefined, 200, full(task)]])),
  ]
}

test('what is shown on demand alone is kept where its key was sent, and found wherever it is asked for', () => {
  const sessions = [1, 4, 7, 9].map((at) => session(at, lines(at)))
  const send = twinOf(sessions)
  send('POST', '/people', { name: 'cleo' })
  send('POST', '/people', { name: 'dan' })
  send('POST', '/tasks', { title: 'a', owner: 2 })
  send('POST', '/tasks', { title: 'b' })
  expect(send('GET', '/tasks/1').body).toEqual({ id: 1, title: 'a' })
  expect(send('GET', '/tasks?with=owner').body).toEqual([
    { id: 1, title: 'a', owner: { id: 2, name: 'dan' } },
    { id: 2, title: 'b', owner: null },
  ])
  expect(send('GET', '/tasks/1?with=owner').body).toEqual({ id: 1, title: 'a', owner: { id: 2, name: 'dan' } })
})
