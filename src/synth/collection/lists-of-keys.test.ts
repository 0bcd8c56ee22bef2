import { expect, test } from 'vitest'
import { passesOf, sessionsOf } from '../sessions-for-tests.ts'

const table = (at: number) => `
  PUT /boxes/box-${at}a1b2 {"size":${at}} -> 201 {"name":"box-${at}a1b2","size":${at}}
  PUT /boxes/box-${at}c3d4 {"size":1} -> 201 {"name":"box-${at}c3d4","size":1}
  GET /boxes/box-${at}a1b2 -> 200 {"name":"box-${at}a1b2","size":${at}}
  GET /names -> 200 ["_system","box-${at}a1b2","box-${at}c3d4"]
  GET /colors -> 200 ["blue","green"]`

test('a list of keys shows the entities that have them; other words are none', () => {
  const { collections } = passesOf(sessionsOf(table(1), table(2)))
  const shown = collections.flatMap(({ name, sites }) => sites.map(({ site }) => `${name}: ${site.route.pattern} ${site.path.join('.')}`))
  expect(shown).toContain('boxe: /names []'.replace('boxe', collections.find(({ space }) => space === '/boxes/{}')?.name ?? ''))
  expect(shown.filter((text) => text.includes('/colors'))).toEqual([])
})

test('what a list of keys shows in every session was there before', () => {
  const { timeline, collections } = passesOf(sessionsOf(table(1), table(2)))
  const name = collections.find(({ space }) => space === '/boxes/{}')?.name ?? ''
  const old = timeline.allTracks(name).filter(({ bornBy }) => bornBy === undefined)
  expect(old.map(({ key }) => key)).toEqual(['_system', '_system'])
})
