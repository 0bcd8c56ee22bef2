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
