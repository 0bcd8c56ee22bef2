import { expect, test } from 'vitest'
import { type Line, session, twinOf } from '../guard/service-for-tests.ts'

const filter = (value: unknown) => `filter=${encodeURIComponent(JSON.stringify(value))}`

test('fields are selected by a wish within JSON, also where the key is left out', () => {
  const lines = (at: number): Line[] => {
    const projects = [1, 2].map((id) => ({ id, name: `Project ${at}${id}`, colour: at % 2 === 0 ? 'red' : 'blue', done: id === 1 }))
    const part = projects.map(({ name, colour }) => ({ name, colour }))
    return [
      ...projects.map(({ id: _, ...sent }, place): Line => ['POST', '/projects', sent, 201, projects[place]]),
      ['GET', '/projects/1', undefined, 200, projects[0]],
      ['GET', '/projects', undefined, 200, projects],
      ['GET', `/projects?${filter({ fields: ['name', 'colour'] })}`, undefined, 200, part],
    ]
  }
  const send = twinOf([0, 1, 2].map((at) => session(at, lines(at))))
  send('POST', '/projects', { name: 'Shed', colour: 'green', done: false })
  const get = (value: unknown) => send('GET', `/projects?${filter(value)}`).body
  expect(get({ fields: ['name', 'colour'] })).toEqual([{ name: 'Shed', colour: 'green' }])
  expect(get({ fields: ['id', 'done'] })).toEqual([{ id: 1, done: false }])
  expect(send('GET', '/projects').body).toEqual([{ id: 1, name: 'Shed', colour: 'green', done: false }])
})
