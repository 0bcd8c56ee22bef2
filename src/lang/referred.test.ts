import { expect, test } from 'vitest'
import type { JsonObject } from '#base'
import type { WorldView } from './environment.ts'
import { referredEntities } from './referred.ts'

const link = (type: string, id: string) => ({ data: { type, id } })
const people: JsonObject[] = ['1', '2', '3'].map((id) => ({ type: 'people', id }))
const notes: JsonObject[] = [
  { type: 'notes', id: 'a', relationships: { author: link('people', '3'), about: { data: [{ type: 'notes', id: 'b' }] } } },
  { type: 'notes', id: 'b', relationships: { author: link('people', '1'), about: { data: [] } } },
  {
    type: 'notes',
    id: 'c',
    relationships: {
      author: link('people', '3'),
      about: {
        data: [
          { type: 'people', id: '2' },
          { type: 'gone', id: '9' },
        ],
      },
    },
  },
]
const kept: Record<string, readonly JsonObject[]> = { person: people, note: notes }
const world = {
  find: (collection: string, key: string) => kept[collection]?.find(({ id }) => id === key),
  list: (collection: string) => kept[collection] ?? [],
} as unknown as WorldView
const kinds = { field: 'type', collections: { people: 'person', notes: 'note' } }

const ids = (names: string | undefined, isKept = false, from: JsonObject[] = notes) =>
  referredEntities(from, names, kinds, isKept, world)?.map(({ id }) => id)

test('those to which the named members refer, each once, in the order of the references or as they are kept', () => {
  expect(ids('author')).toEqual(['3', '1'])
  expect(ids('author', true)).toEqual(['1', '3'])
  expect(ids('about')).toEqual(['2'])
  expect(ids('author,about')).toEqual(['3', '1', '2'])
})

test('a path leads on, and what lies on it comes with it', () => {
  expect(ids('about.author', false, [notes[0] as JsonObject])).toEqual(['b', '1'])
})

test('nothing where no names are, and none where the names lead nowhere', () => {
  expect(ids(undefined)).toBeUndefined()
  expect(ids('nobody')).toEqual([])
})
