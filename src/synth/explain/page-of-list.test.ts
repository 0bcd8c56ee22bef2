import { expect, test } from 'vitest'
import { twinOf } from '../guard/service-for-tests.ts'
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
