import { expect, test } from 'vitest'
import { session, twinOf } from '../guard/service-for-tests.ts'
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

test('an empty map is read as it is, whatever words a request has', () => {
  const role = (id: string, name: string, options: object) => ({ id, name, options })
  const fixed = role('3f2a9c1e-77aa', 'member', { immutable: true })
  const team = (at: number) => {
    const id = `9b8c7d6e-11b${at}`
    return session(at, [
      ['GET', '/roles', undefined, 200, [fixed]],
      ['POST', '/roles', { name: `role${at}x` }, 201, role(id, `role${at}x`, {})],
      ['GET', `/roles/${id}`, undefined, 200, role(id, `role${at}x`, {})],
    ])
  }
  const ask = twinOf([0, 1, 2].map(team))
  const made = ask('POST', '/roles', { name: 'guests' }).body
  expect(ask('GET', '/roles').body).toEqual([fixed, made])
  expect(made).toMatchObject({ name: 'guests', options: {} })
})
