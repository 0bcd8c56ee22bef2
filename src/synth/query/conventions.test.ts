import { expect, test } from 'vitest'
import { session, twinOf } from '../guard/service-for-tests.ts'

test('a list that was never paged is paged like the others of the service', () => {
  const names = ['ash', 'birch', 'cedar', 'elm']
  const kinds = (kind: string, at: number) => names.map((name, index) => ({ id: index + 1, name: `${name} ${kind} ${at}` }))
  const shop = (at: number) =>
    session(at, [
      ...['trees', 'leaves', 'roots'].flatMap((kind) =>
        kinds(kind, at).map((item) => ['POST', `/${kind}`, { name: item.name }, 201, item] as const),
      ),
      ...['trees', 'leaves'].flatMap((kind) => [
        ['GET', `/${kind}?page=1&per_page=3`, undefined, 200, kinds(kind, at).slice(0, 3)] as const,
        ['GET', `/${kind}?page=2&per_page=2`, undefined, 200, kinds(kind, at).slice(2, 4)] as const,
        ['GET', `/${kind}`, undefined, 200, kinds(kind, at)] as const,
      ]),
      ['GET', '/roots', undefined, 200, kinds('roots', at)],
      ['GET', '/roots/2', undefined, 200, kinds('roots', at)[1]],
    ])
  const ask = twinOf([0, 1].map(shop))
  for (const name of names) ask('POST', '/roots', { name })
  expect(ask('GET', '/roots?page=2&per_page=3').body).toEqual([{ id: 4, name: 'elm' }])
})

test('a list that is left out where it is empty', () => {
  const list = (...items: object[]) => ({ total: items.length, ...(items.length > 0 ? { items } : {}) })
  const shop = (at: number) => {
    const item = { id: 1, name: `ash ${at}` }
    return session(at, [
      ['GET', '/trees', undefined, 200, list()],
      ['POST', '/trees', { name: item.name }, 201, item],
      ['GET', '/trees', undefined, 200, list(item)],
      ['GET', '/trees/1', undefined, 200, item],
      ['DELETE', '/trees/1', undefined, 204, undefined],
      ['GET', '/trees', undefined, 200, list()],
    ])
  }
  const ask = twinOf([0, 1].map(shop))
  expect(ask('GET', '/trees').body).toEqual({ total: 0 })
  ask('POST', '/trees', { name: 'elm' })
  expect(ask('GET', '/trees').body).toEqual({ total: 1, items: [{ id: 1, name: 'elm' }] })
})
