import { expect, test } from 'vitest'
import { type Line, session, twinOf } from '../guard/service-for-tests.ts'

const plain = { 'content-type': 'text/plain' }
const markdown = { 'content-type': 'text/markdown' }
const gone: Line[3 | 4][] = [404, { error: 'no such file' }]

test('what is sent as a text is kept with its type, and answered as it was', () => {
  const files = (at: number) =>
    session(at, [
      ['PUT', `/files/note-${at}a1`, `first line ${at}`, 201, undefined, plain],
      ['GET', `/files/note-${at}a1`, undefined, 200, `first line ${at}`, {}, plain],
      ['PUT', `/files/plan-${at}b2`, `# Plan ${at}`, 201, undefined, markdown],
      ['GET', `/files/plan-${at}b2`, undefined, 200, `# Plan ${at}`, {}, markdown],
      ['PUT', `/files/note-${at}a1`, `second line ${at}`, 201, undefined, plain],
      ['GET', `/files/note-${at}a1`, undefined, 200, `second line ${at}`, {}, plain],
      ['DELETE', `/files/plan-${at}b2`, undefined, 204, undefined],
      ['GET', `/files/plan-${at}b2`, undefined, gone[0] as number, gone[1]],
    ])
  const ask = twinOf([0, 1, 2].map(files))
  ask('PUT', '/files/todo-7c3', 'buy snow', plain)
  expect(ask('GET', '/files/todo-7c3')).toMatchObject({ status: 200, body: 'buy snow' })
  ask('PUT', '/files/todo-7c3', '# Snow', markdown)
  expect(ask('GET', '/files/todo-7c3').body).toBe('# Snow')
  ask('DELETE', '/files/todo-7c3')
  expect(ask('GET', '/files/todo-7c3')).toMatchObject({ status: 404, body: { error: 'no such file' } })
})
