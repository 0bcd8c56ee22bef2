import { expect, test } from 'vitest'
import { type Line, session, twinOf } from '../guard/service-for-tests.ts'

/** Lines of a session in which notes and tags are made and read; `count` says what each answer shows as `index`. */
function linesOf(count: (writes: number, calls: number) => number): Line[] {
  let writes = 0
  let calls = 0
  const say = (more: object) => ({ index: count(writes, ++calls), ...more })
  return Array.from({ length: 6 }, (_, at): Line[] => {
    writes++
    const note: Line = ['POST', '/notes', { text: `n${at}` }, 201, say({ note: { id: at + 1, text: `n${at}` } })]
    const one: Line = ['GET', `/notes/${at + 1}`, undefined, 200, say({ note: { id: at + 1, text: `n${at}` } })]
    writes++
    const tag: Line = ['POST', '/tags', { name: `t${at}` }, 201, say({ tag: { id: at + 1, name: `t${at}` } })]
    return [note, one, tag, ['GET', `/tags/${at + 1}`, undefined, 200, say({ tag: { id: at + 1, name: `t${at}` } })]]
  }).flat()
}

function indexesOf(lines: readonly Line[]): unknown[] {
  const send = twinOf([session(0, lines), session(1, lines.slice(0, -6))])
  const calls = [
    ['POST', '/tags', { name: 'A' }],
    ['POST', '/tags', { name: 'B' }],
    ['GET', '/tags/1', undefined],
    ['POST', '/notes', { text: 'C' }],
    ['GET', '/notes/1', undefined],
  ] as const
  return calls.map(([method, path, body]) => (send(method, path, body).body as { index: unknown }).index)
}

test('one number counts the writes of all kinds, and reads show it', () => {
  expect(indexesOf(linesOf((writes) => 40 + writes))).toEqual([41, 42, 42, 43, 43])
})

test('a number that reads move too is none of writes', () => {
  expect(indexesOf(linesOf((_, calls) => 40 + calls))).not.toEqual([41, 42, 42, 43, 43])
})
