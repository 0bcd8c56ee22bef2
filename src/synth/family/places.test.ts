import { expect, test } from 'vitest'
import { type Line, session } from '../guard/service-for-tests.ts'
import { decode } from '../pass/decode.ts'
import { findRepeated } from '../pass/repeated-elements.ts'
import { inferRoutes } from '../pass/routes.ts'
import { unseenMembers } from './places.ts'

function unseen(lines: readonly Line[], count = 1): string[] {
  const sessions = Array.from({ length: count }, (_, at) => session(at, lines))
  return unseenMembers(inferRoutes(decode(sessions, findRepeated(sessions)))).map(({ pattern }) => pattern)
}

const issues: readonly Line[] = [
  ['POST', '/issues.json', { issue: { subject: 'a' } }, 201, { issue: { id: 1, subject: 'a' } }],
  ['GET', '/issues/1.json', undefined, 200, { issue: { id: 1, subject: 'a' } }],
  ['GET', '/issues/2.json', undefined, 404, undefined],
]

test('what is made beside something that has members has members too', () => {
  expect(unseen([...issues, ['POST', '/groups.json', { group: { name: 'g' } }, 201, { group: { id: 4, name: 'g' } }]])).toEqual([
    '/groups/{group_id}.json',
  ])
})

test('members of what is made within something else are beside the others', () => {
  const made: Line = ['POST', '/issues/1/notes.json', { note: { text: 'n' } }, 201, { note: { id: 4, text: 'n' } }]
  expect(unseen([...issues, made, ['POST', '/issues/2/notes.json', { note: { text: 'n' } }, 404, undefined]])).toEqual([
    '/notes/{note_id}.json',
  ])
})

test('what answers with no key makes nothing', () => {
  expect(unseen([...issues, ['POST', '/search.json', { query: 'a' }, 200, { total: 1 }]])).toEqual([])
})

test('what is made at two paths has its members at one', () => {
  const made: Line = ['POST', '/issues/1/notes.json', { note: { text: 'n' } }, 201, { note: { id: 4, text: 'n' } }]
  const refused: Line = ['POST', '/issues/2/notes.json', { note: { text: 'n' } }, 404, undefined]
  expect(unseen([...issues, made, refused, ['POST', '/notes.json', { note: { text: 'n' } }, 201, { note: { id: 5, text: 'n' } }]])).toEqual(
    ['/notes/{note_id}.json'],
  )
})

test('what nobody asked for in several sessions is not thought of', () => {
  const made: Line = ['POST', '/groups.json', { group: { name: 'g' } }, 201, { group: { id: 4, name: 'g' } }]
  expect(unseen([...issues, made], 3)).toEqual([])
})
