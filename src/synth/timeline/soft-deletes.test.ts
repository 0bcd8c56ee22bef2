import { expect, test } from 'vitest'
import { type DrawnService, differences } from '../drawn-service-for-tests.ts'

interface Note {
  readonly name: string
  text: string
  archived: boolean
}

/** Notes that are archived by a deletion, which keep their names then, and are gone when they are deleted for good. */
const notes: DrawnService = {
  make() {
    const all: Note[] = []
    return (method, [, name], body, query) => {
      if (method === 'POST') {
        if (all.some((note) => note.name === body.name)) return [409, { error: `${body.name} is taken` }]
        all.push({ name: body.name, text: body.text, archived: false })
        return [201, all.at(-1)]
      }
      if (name === undefined) return [200, all.filter(({ archived }) => !archived)]
      const note = all.find((each) => each.name === name)
      if (!note) return [404, { error: 'not found' }]
      if (method === 'DELETE' && query.has('forever')) all.splice(all.indexOf(note), 1)
      else if (method === 'DELETE') note.archived = true
      else if (method === 'PATCH') note.text = body.text
      return method === 'DELETE' ? [204] : [200, note]
    }
  },
  step: ({ int, pick, word }) => {
    const name = `note-${int(1, 4)}a`
    return pick([
      ['POST', '/notes', { name, text: word() }],
      ['POST', '/notes', { name, text: word() }],
      ['PATCH', `/notes/${name}`, { text: word() }],
      ['PATCH', `/notes/${name}`, { text: word() }],
      ['GET', `/notes/${name}`],
      ['GET', '/notes'],
      ['DELETE', `/notes/${name}`],
      ['DELETE', `/notes/${name}?forever=true`],
    ])
  },
}

test('what was deleted is there still where it is written and read later on, unless it was deleted in another way', () => {
  expect(differences(notes)).toEqual([])
})
