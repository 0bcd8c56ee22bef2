import { expect, test } from 'vitest'
import { type Line, session, twinOf } from '../guard/service-for-tests.ts'
import { sessionsOf } from '../sessions-for-tests.ts'

const pen = (at: number) => `{"id":1,"name":"p${at}","price":1}`

const table = (at: number) => `
  POST /pens {"name":"p${at}","price":1} -> 201 ${pen(at)}
  POST /pens {"name":"q${at}","price":7} -> 201 {"id":2,"name":"q${at}","price":7}
  GET /pens/1 -> 200 ${pen(at)}
  GET /pens?name=p${at} -> 200 {"count":1,"next":null,"results":[${pen(at)}]}
  GET /pens?price=1 -> 200 {"count":1,"next":null,"results":[${pen(at)}]}`

test('a count beside a list is that of the list, though all lists that were seen had one member', () => {
  const ask = twinOf(sessionsOf(table(1), table(2), table(3)))
  ask('POST', '/pens', { name: 'a', price: 1 })
  ask('POST', '/pens', { name: 'b', price: 1 })
  expect(ask('GET', '/pens').body).toMatchObject({ count: 2, results: [{ name: 'a' }, { name: 'b' }] })
})

/** Lists of pens with their number; `isLost` is whether the first of five is gone, which nothing tells. */
const drawer = (at: number, isLost: boolean) => {
  const made = (id: number) => ({ id, name: `p${at}${id}`, price: id })
  const list = (...ids: number[]): Line => ['GET', '/pens', undefined, 200, { count: ids.length, results: ids.map(made) }]
  const make = (id: number): Line => ['POST', '/pens', { name: `p${at}${id}`, price: id }, 201, made(id)]
  const lines = [make(1), list(1), make(2), list(1, 2), make(3), list(1, 2, 3), make(4), list(1, 2, 3, 4)]
  return session(at, [...lines, ...(isLost ? [make(5), list(2, 3, 4, 5), list(2, 3, 4, 5)] : [])])
}

test('a count beside a list that was not always right hangs on nothing else', () => {
  const ask = twinOf([0, 1, 2, 3, 4].map((at) => drawer(at, at === 1 || at === 3)))
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) {
    ask('POST', '/pens', { name, price: 1 })
    const { count, results } = ask('GET', '/pens').body as { count: number; results: unknown[] }
    expect(count).toBe(results.length)
  }
})
