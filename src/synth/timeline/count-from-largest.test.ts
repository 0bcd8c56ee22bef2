import { expect, test } from 'vitest'
import { type Line, session, twinOf } from '../guard/service-for-tests.ts'

const create = (id: number): Line => ['POST', '/albums', { title: `Album ${id}` }, 201, { id, title: `Album ${id}` }]
const remove = (id: number): Line => ['DELETE', `/albums/${id}`, undefined, 200, {}]
const read = (id: number): Line => ['GET', `/albums/${id}`, undefined, 200, { id, title: `Album ${id}` }]

/** The id of an album made after the newest of two was deleted. */
function idAfterDeletion(sessions: Parameters<typeof twinOf>[0]): unknown {
  const send = twinOf(sessions)
  send('POST', '/albums', { title: 'One' })
  send('POST', '/albums', { title: 'Two' })
  send('DELETE', '/albums/2')
  return (send('POST', '/albums', { title: 'Three' }).body as { id: unknown }).id
}

test('the number of a deleted newest entity comes again where it was seen to', () => {
  const lines = [create(1), create(2), read(2), remove(2), create(2), create(3), remove(1), create(4)]
  expect(idAfterDeletion([session(0, lines), session(1, lines)])).toBe(2)
})

test('a counter goes on past what was deleted', () => {
  const lines = [create(1), create(2), read(2), remove(2), create(3), read(3), remove(1), create(4)]
  expect(idAfterDeletion([session(0, lines), session(1, lines)])).toBe(3)
})

test('the number in a text comes again as well', () => {
  const asText = (lines: readonly Line[]): Line[] =>
    lines.map(([method, path, sent, status, answer]) => {
      const { id, ...others } = answer as { id?: number }
      return [method, path, sent, status, id === undefined ? answer : { id: `album:${id}`, ...others }]
    })
  const renamed = (lines: readonly Line[]) =>
    asText(lines).map(([method, path, ...others]): Line => [method, path.replace('albums/', 'albums/album:'), ...others])
  const lines = renamed([create(1), create(2), read(2), remove(2), create(2), create(3), remove(1), create(4)])
  const send = twinOf([session(0, lines), session(1, lines)])
  send('POST', '/albums', { title: 'One' })
  send('POST', '/albums', { title: 'Two' })
  send('DELETE', '/albums/album:2')
  expect(send('POST', '/albums', { title: 'Three' }).body).toMatchObject({ id: 'album:2' })
})

test('a kind of which nothing telling was deleted counts as the others do', () => {
  const tag = (id: number): Line => ['POST', '/tags', { name: `Tag ${id}` }, 201, { id, name: `Tag ${id}` }]
  const lines = [create(1), create(2), read(2), remove(2), create(2), create(3), tag(1), tag(2), tag(3)]
  const deleted: Line = ['DELETE', '/tags/1', undefined, 200, {}]
  const send = twinOf([session(0, lines), session(1, [...lines, deleted])])
  send('POST', '/tags', { name: 'One' })
  send('POST', '/tags', { name: 'Two' })
  send('DELETE', '/tags/2')
  expect(send('POST', '/tags', { name: 'Three' }).body).toMatchObject({ id: 2 })
})

test('where all are gone that were there before, numbers begin anew', () => {
  const there: Line = ['GET', '/albums', undefined, 200, [{ id: 1, title: 'Album 1' }]]
  const lines = [there, read(1), create(2), create(3), remove(3), create(3), read(3)]
  const send = twinOf([session(0, lines), session(1, lines)])
  send('DELETE', '/albums/1')
  expect(send('POST', '/albums', { title: 'New' }).body).toMatchObject({ id: 1 })
})

test('whether the number of a deleted newest one comes again is a guess where nobody saw it', () => {
  const lines = [create(1), create(2), read(2), create(3), remove(1), create(4), remove(4)]
  const send = twinOf([session(0, lines), session(1, lines)])
  const provenanceOf = (...call: Parameters<typeof send>) => send(...call).provenance
  expect(provenanceOf('POST', '/albums', { title: 'One' })).toBe('learned')
  expect(provenanceOf('POST', '/albums', { title: 'Two' })).toBe('learned')
  send('DELETE', '/albums/1')
  expect(provenanceOf('POST', '/albums', { title: 'Three' })).toBe('learned')
  send('DELETE', '/albums/3')
  expect(provenanceOf('POST', '/albums', { title: 'Four' })).toBe('guess')
})
