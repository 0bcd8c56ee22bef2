import { expect, test } from 'vitest'
import { twinOf } from '../guard/service-for-tests.ts'
import { sessionsOf } from '../sessions-for-tests.ts'

const table = (at: number) => `
  POST /items {"name":"a${at}","price":${at}2.5} -> 201 {"id":1,"name":"a${at}","price":"${at}2.50"}
  POST /items {"name":"b${at}","price":"${at}4.75"} -> 201 {"id":2,"name":"b${at}","price":"${at}4.75"}
  POST /items {"name":"c${at}"} -> 201 {"id":3,"name":"c${at}","price":null}
  PATCH /items/1 {"price":${at}} -> 200 {"id":1,"name":"a${at}","price":"${at}.00"}
  PATCH /items/2 {"name":"d${at}"} -> 200 {"id":2,"name":"d${at}","price":"${at}4.75"}
  PATCH /items/3 {"price":"${at}.1"} -> 200 {"id":3,"name":"c${at}","price":"${at}.10"}
  GET /items/1 -> 200 {"id":1,"name":"a${at}","price":"${at}.00"}`

test('a number or a text comes out with as many digits after the point as all others; what was not sent stays what it is', () => {
  const ask = twinOf(sessionsOf(table(1), table(2), table(3)))
  expect(ask('POST', '/items', { name: 'x', price: 7 }).body).toEqual({ id: 1, name: 'x', price: '7.00' })
  expect(ask('POST', '/items', { name: 'y', price: '8.5' }).body).toEqual({ id: 2, name: 'y', price: '8.50' })
  expect(ask('POST', '/items', { name: 'z' }).body).toEqual({ id: 3, name: 'z', price: null })
  expect(ask('PATCH', '/items/1', { name: 'w' }).body).toEqual({ id: 1, name: 'w', price: '7.00' })
  expect(ask('PATCH', '/items/2', { price: 9.9 }).body).toEqual({ id: 2, name: 'y', price: '9.90' })
})
