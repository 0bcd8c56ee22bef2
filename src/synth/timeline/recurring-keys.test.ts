import { expect, test } from 'vitest'
import { session } from '../guard/service-for-tests.ts'
import { passesOf } from '../sessions-for-tests.ts'

test('a made-up key that comes in several sessions was there before them, whatever a write says', () => {
  const old = { id: '7541a4de-4986-4597-81b9-cf31b6762486', name: 'winter garden' }
  const shop = (at: number) =>
    session(at, [
      ['POST', '/tags', { name: 'winter garden' }, 201, { id: `0a1b2c3d-4e5f-4a${at}b-8c1d-0e1f2a3b4c5d`, name: 'winter garden' }],
      ['GET', '/tags', undefined, 200, [old, { id: `0a1b2c3d-4e5f-4a${at}b-8c1d-0e1f2a3b4c5d`, name: 'winter garden' }]],
      ['GET', `/tags/${old.id}`, undefined, 200, old],
    ])
  const { timeline } = passesOf([0, 1].map(shop))
  const [first] = timeline.collections
  const there = timeline.allTracks(first?.name ?? '').filter(({ bornBy }) => bornBy === undefined)
  expect(there.map(({ key }) => key)).toEqual([old.id, old.id])
})
