import { expect, test } from 'vitest'
import { session, twinOf } from '../guard/service-for-tests.ts'

test('a list of names says which entries of a part are shown', () => {
  const item = (id: number, at: number) => ({ id, attributes: { title: `t${id} ${at}`, views: id * 10 + at, text: `text ${id} of ${at}` } })
  const library = (at: number) => {
    const all = [1, 2, 3].map((id) => item(id, at))
    const pick = (...names: string[]) =>
      all.map(({ id, attributes }) => ({
        id,
        attributes: Object.fromEntries(Object.entries(attributes).filter(([name]) => names.includes(name))),
      }))
    return session(at, [
      ...all.map((one) => ['POST', '/items', { attributes: one.attributes }, 201, one] as const),
      ['GET', '/items/2', undefined, 200, all[1]],
      ['GET', '/items', undefined, 200, all],
      ['GET', '/items?fields[items]=title', undefined, 200, pick('title')],
      ['GET', '/items?fields[items]=title,views', undefined, 200, pick('title', 'views')],
      ['GET', '/items', undefined, 200, all],
    ])
  }
  const ask = twinOf([0, 1].map(library))
  ask('POST', '/items', { attributes: { title: 'a', views: 1, text: 'b' } })
  expect(ask('GET', '/items?fields[items]=views,text').body).toEqual([{ id: 1, attributes: { views: 1, text: 'b' } }])
})
