import { expect, test } from 'vitest'
import { session, twinOf } from '../guard/service-for-tests.ts'

test('a list leads to its neighbours, in fields of the answer', () => {
  const shop = (at: number) => {
    const all = [1, 2, 3, 4, 5].map((id) => ({ id, name: `n${id} ${at}` }))
    const page = (number: number) => {
      const link = (other: number) => (other < 1 || other > 3 ? null : `http://service.test/items?page=${other}&size=2`)
      return { count: 5, next: link(number + 1), previous: link(number - 1), results: all.slice(number * 2 - 2, number * 2) }
    }
    return session(at, [
      ...all.map((item) => ['POST', '/items', { name: item.name }, 201, item] as const),
      ...[1, 2, 3, 1].map((number) => ['GET', `/items?page=${number}&size=2`, undefined, 200, page(number)] as const),
      ['GET', '/items/3', undefined, 200, all[2]],
    ])
  }
  const ask = twinOf([0, 1].map(shop))
  for (const name of ['a', 'b', 'c']) ask('POST', '/items', { name })
  expect(ask('GET', '/items?page=1&size=2').body).toMatchObject({ next: 'http://twin.test/items?page=2&size=2', previous: null })
  expect(ask('GET', '/items?page=2&size=2').body).toMatchObject({ next: null, previous: 'http://twin.test/items?page=1&size=2' })
})
