import { expect, test } from 'vitest'
import { type DrawnService, differences } from '../drawn-service-for-tests.ts'

interface Task {
  readonly id: number
  title: string
  owner: number | null
}

/** Tasks whose owner may be left out; clients ask as often for people who are not there. */
const tasks: DrawnService = {
  make() {
    const people: { readonly id: number; readonly name: string }[] = []
    const all: Task[] = []
    return (method, [kind, id], body) => {
      if (kind === 'people') {
        if (method === 'GET') return [200, people]
        people.push({ id: people.length + 1, name: body.name })
        return [201, people.at(-1)]
      }
      const isUnknown = body?.owner !== undefined && !people.some((person) => person.id === body.owner)
      if (method === 'POST') {
        if (isUnknown) return [422, { error: 'owner does not exist' }]
        all.push({ id: all.length + 1, title: body.title, owner: body.owner ?? null })
        return [201, all.at(-1)]
      }
      if (id === undefined) return [200, all]
      const task = all.find((each) => each.id === Number(id))
      if (!task) return [404, { error: 'no such task' }]
      if (isUnknown) return [422, { error: 'owner does not exist' }]
      return [200, Object.assign(task, body)]
    }
  },
  step: ({ int, pick, word }) => {
    const owner = pick([{}, { owner: int(1, 5) }])
    return pick([
      ['POST', '/people', { name: word() }],
      ['POST', '/tasks', { title: word(), ...owner }],
      ['POST', '/tasks', { title: word(), ...owner }],
      ['PATCH', `/tasks/${int(1, 4)}`, { title: word(), ...owner }],
      ['GET', `/tasks/${int(1, 4)}`],
      ['GET', '/tasks'],
      ['GET', '/people'],
    ])
  },
}

test('what may be left out refers to what is there where all that was accepted does, however often it led nowhere', () => {
  expect(differences(tasks)).toEqual([])
})
