import { expect, test } from 'vitest'
import { session } from '../guard/service-for-tests.ts'
import { passesOf } from '../sessions-for-tests.ts'

test('a part that is shown as far as it was asked for says nothing of the rest', () => {
  const item = (title: string) => ({ id: 1, attributes: { title, views: 7, text: 'long' } })
  const shop = (at: number) =>
    session(at, [
      ['POST', '/items', { attributes: item(`a${at}`).attributes }, 201, item(`a${at}`)],
      ['GET', '/items/1', undefined, 200, item(`a${at}`)],
      ['PATCH', '/items/1', { attributes: { title: `b${at}` } }, 204, undefined],
      ['GET', '/items?fields[items]=title,views', undefined, 200, [{ id: 1, attributes: { title: `b${at}`, views: 7 } }]],
      ['GET', '/items/1', undefined, 200, item(`b${at}`)],
    ])
  const { timeline } = passesOf([0, 1].map(shop))
  const [track] = timeline.tracks(timeline.collections[0]?.name ?? '', 0)
  expect(track?.versions.map(({ at, value }) => [at, value.attributes])).toEqual([
    [0, item('a0').attributes],
    [2, item('b0').attributes],
  ])
})
