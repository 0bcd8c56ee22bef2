import { expect, test } from 'vitest'
import type { Call } from '../call.ts'
import type { CollectionDraft } from '../collection/collection-draft.ts'
import { Snapshots } from './snapshots.ts'
import type { Track } from './track.ts'

const at = (index: number) => ({ index }) as Call
const track = (key: string, born: number | undefined, died: number | undefined, versions: [number, object][]): Track => ({
  collection: {} as CollectionDraft,
  session: 0,
  key,
  parts: key.split('\u0000'),
  bornBy: born === undefined ? undefined : at(born),
  diedBy: died === undefined ? undefined : at(died),
  versions: versions.map(([index, value]) => ({ at: index, value: value as Track['versions'][number]['value'], unknown: new Set() })),
  shown: [],
  writes: [],
})

const snapshots = new Snapshots(
  [
    track('house\u00001', undefined, 5, [[-1, { slug: 'old' }]]),
    track('house\u00002', 2, undefined, [
      [2, { slug: 'new' }],
      [4, { slug: 'newer' }],
    ]),
    track('garden\u00003', 2, undefined, [[2, { slug: 'new' }]]),
  ],
  ['slug'],
)

test('entities are there from the call that made them until the one that ended them, with the values of the moment', () => {
  const keys = [-1, 1, 2, 4, 5].map((index) =>
    [...snapshots.after(index).entities.values()].map(({ parts, value }) => [parts[1], value.slug]),
  )
  const before = [['1', 'old']]
  const between = [...before, ['2', 'new'], ['3', 'new']]
  const after = [
    ['2', 'newer'],
    ['3', 'new'],
  ]
  expect(keys).toEqual([before, before, between, [...before, ...after], after])
})

test('what nothing changed is held once', () => {
  expect(snapshots.after(3)).toBe(snapshots.after(2))
  expect(snapshots.after(4)).not.toBe(snapshots.after(2))
})

test('an entity is found by another name of it, under its own parents', () => {
  expect(snapshots.after(2).find('house\u0000new')?.key).toBe('house\u00002')
  expect(snapshots.after(2).find('garden\u0000new')?.key).toBe('garden\u00003')
  expect(snapshots.after(4).find('house\u0000new')).toBeUndefined()
  expect(snapshots.after(4).under(['house'])).toEqual([{ slug: 'old' }, { slug: 'newer' }])
})
