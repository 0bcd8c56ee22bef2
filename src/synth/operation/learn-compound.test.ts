import { describe, expect, test } from 'vitest'
import { type Line, session, twinOf } from '../guard/service-for-tests.ts'

interface Thing {
  readonly type: string
  readonly id: string
  readonly attributes?: object
}

const keyOf = (at: number, word: string) => `${word}-${at}7f3a9c${at}`

/** A JSON:API of notes with an author and tags, seen in one session. */
function shop(at: number) {
  const people: Thing[] = ['ann', 'bob'].map((word) => ({ type: 'people', id: keyOf(at, word), attributes: { name: `${word} ${at}` } }))
  const tags: Thing[] = ['red', 'blue'].map((word) => ({ type: 'tags', id: keyOf(at, word), attributes: { label: `${word} ${at}` } }))
  const [ann, bob] = people as [Thing, Thing]
  const [red, blue] = tags as [Thing, Thing]
  const link = ({ type, id }: Thing) => ({ type, id })
  const note = (word: string, author: Thing, own: readonly Thing[]) => ({
    type: 'notes',
    id: keyOf(at, word),
    attributes: { text: `${word} ${at}` },
    relationships: { author: { data: link(author) }, tags: { data: own.map(link) } },
  })
  const notes = [note('one', bob, [blue]), note('two', ann, [red, blue]), note('three', bob, [])]
  const create = (data: { readonly type: string; readonly id: string }): Line => {
    const { id: _, ...sent } = data
    return ['POST', `/${data.type}`, { data: sent }, 201, { data }]
  }
  const list = (included: readonly Thing[], names?: string): Line => [
    'GET',
    names === undefined ? '/notes' : `/notes?include=${names}`,
    undefined,
    200,
    { data: notes, included },
  ]
  return session(at, [
    ...[...people, ...tags, ...notes].map(create),
    ...[...people, ...tags, ...notes].map((one): Line => ['GET', `/${one.type}/${one.id}`, undefined, 200, { data: one }]),
    list([]),
    list([bob, ann], 'author'),
    list([bob, ann, blue, red], 'author,tags'),
    list([blue, red], 'tags'),
    ...notes.map((one, place): Line => ['GET', `/notes/${one.id}/author`, undefined, 200, { data: [bob, ann, bob][place] }]),
    ...notes.map((one, place): Line => ['GET', `/notes/${one.id}/tags`, undefined, 200, { data: [[blue], [red, blue], []][place] }]),
  ])
}

describe('what is referred to by kind and key', () => {
  const ask = twinOf([0, 1, 2].map(shop))
  const make = (type: string, data: object) => (ask('POST', `/${type}`, { data: { type, ...data } }).body as { data: Thing }).data
  const cyd = make('people', { attributes: { name: 'Cyd' } })
  const green = make('tags', { attributes: { label: 'green' } })
  const relationships = { author: { data: { type: 'people', id: cyd.id } }, tags: { data: [{ type: 'tags', id: green.id }] } }
  const note = make('notes', { attributes: { text: 'New' }, relationships })

  test('is included where a parameter names it, each kind of its own', () => {
    expect(ask('GET', '/notes?include=author,tags').body).toMatchObject({ data: [note], included: [cyd, green] })
    expect(ask('GET', '/notes?include=tags').body).toMatchObject({ included: [green] })
    expect(ask('GET', '/notes').body).toMatchObject({ included: [] })
  })

  test('is what the last word of a path leads to, one or many', () => {
    expect(ask('GET', `/notes/${note.id}/author`).body).toEqual({ data: cyd })
    expect(ask('GET', `/notes/${note.id}/tags`).body).toEqual({ data: [green] })
  })
})
