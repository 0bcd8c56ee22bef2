import { expect, test } from 'vitest'
import { type Line, session, twinOf } from '../guard/service-for-tests.ts'

/** A service whose notes and drafts count in one sequence, of which each change of a note takes a number for the old text. */
function lines(steps: string): Line[] {
  let next = 4
  let last = 0
  return [...steps].flatMap((step, at): Line[] => {
    const text = `t${at}${steps}`
    if (step === 'n') {
      last = next++
      return [
        ['POST', '/notes', { text }, 201, { id: last, text }],
        ['GET', `/notes/${last}`, undefined, 200, { id: last, text }],
      ]
    }
    if (step === 'd') return [['POST', '/drafts', { text }, 201, { draft: next++, text }]]
    next++
    return [
      ['PUT', `/notes/${last}`, { text }, 200, { id: last, text }],
      ['GET', `/notes/${last}`, undefined, 200, { id: last, text }],
    ]
  })
}

test('calls take numbers that no entity shows, and an answer may say which', () => {
  const sessions = ['nncnnccn', 'ncndnn', 'nnccnddn', 'ncnncn', 'nndncn'].map((steps, at) => session(at, lines(steps)))
  const send = twinOf(sessions)
  const idOf = (method: string, path: string, body: object) => send(method, path, body).body as { id?: number; draft?: number }
  expect(idOf('POST', '/notes', { text: 'a' }).id).toBe(4)
  expect(idOf('PUT', '/notes/4', { text: 'b' }).id).toBe(4)
  expect(idOf('POST', '/notes', { text: 'c' }).id).toBe(6)
  expect(idOf('POST', '/drafts', { text: 'd' }).draft).toBe(7)
  expect(idOf('POST', '/notes', { text: 'e' }).id).toBe(8)
})

/** Rooms take four numbers of the sequence that users and teams are numbered in, and a user one beside its own, which only its address and what it is say. */
function principals(steps: string, from: number): Line[] {
  let next = 27
  let rooms = 0
  return [...steps].flatMap((step, at): Line[] => {
    const name = `${'abcdefghijklm'[at]}${'klmnopqrstu'[from]}${steps}`
    if (step === 'r') {
      next += 4
      return [['POST', '/rooms', { title: name }, 201, { id: ++rooms, title: name }]]
    }
    if (step === 't') {
      const id = next++
      return [
        ['POST', '/teams', { label: name }, 201, { id, label: name }],
        ['GET', `/teams/${id}`, undefined, 200, { id, label: name }],
      ]
    }
    if (step === 'n') return [['POST', `/rooms/${rooms}/notes`, { note: name }, 201, { note: name }]]
    const id = next
    next += 2
    const shown = { id, name, self: `http://service.test/users/${id}`, role: 'member' }
    return [
      ['POST', '/users', { name }, 201, { name, kind: 'user' }, {}, { Location: `/users/${id}` }],
      ['GET', `/users/${name}`, undefined, 200, shown],
    ]
  })
}

test('kinds of calls that never stand alone between two births take numbers, too, and a field beside the key gets them', () => {
  const steps = ['rurnt', 'urntu', 'rnruntu', 'rrtnru', 'trnu', 'rnutr', 'urtnurnt', 'nrtu'].map((text) => text.replace(/^n/, 'rn'))
  const send = twinOf(steps.map((text, at) => session(at, principals(text, at))))
  const idOf = (path: string, body?: object) => (send(body ? 'POST' : 'GET', path, body).body as { id?: number }).id
  send('POST', '/rooms', { title: 'one' })
  send('POST', '/users', { name: 'ada' })
  expect(idOf('/users/ada')).toBe(31)
  expect(idOf('/teams', { label: 'red' })).toBe(33)
  send('POST', '/rooms', { title: 'two' })
  expect(idOf('/teams', { label: 'blue' })).toBe(38)
  const made = send('POST', '/users', { name: 'bob' })
  expect(made.headers.Location).toBe('/users/39')
  expect(send('GET', '/users/bob').body).toMatchObject({ id: 39, self: 'http://twin.test/users/39' })
})
