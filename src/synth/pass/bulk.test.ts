import { expect, test } from 'vitest'
import { twinOf } from '../guard/service-for-tests.ts'
import { sessionsOf } from '../sessions-for-tests.ts'
import { splitBulk } from './bulk.ts'
import { decode } from './decode.ts'
import { inferRoutes } from './routes.ts'

function split(...tables: readonly string[]) {
  const calls = decode(sessionsOf(...tables))
  const { sessions, routes } = splitBulk(calls, inferRoutes(calls))
  return { sessions, labels: routes.map(({ method, pattern, calls: own }) => `${method} ${pattern} x${own.length}`) }
}

const mixed = `
  POST /tags {"tags":["red","red"]} -> 200 {"results":[{"name":"red"},{"name":"red","error":"taken"}],"took":3}
  POST /tags {"tags":["blue"]} -> 200 {"results":[{"name":"blue"}],"took":1}`

test('a list of answers, refusals among them, is as many small requests, before the call that brought them', () => {
  const { sessions, labels } = split(mixed)
  expect(labels).toEqual(['POST /tags each x3', 'POST /tags x2'])
  expect(sessions[0]?.map(({ index, request, status, body }) => [index, request.body, status, body.value])).toEqual([
    [0, 'red', 200, { name: 'red' }],
    [1, 'red', 400, { name: 'red', error: 'taken' }],
    [2, { tags: ['red', 'red'] }, 200, { results: [], took: 3 }],
    [3, 'blue', 200, { name: 'blue' }],
    [4, { tags: ['blue'] }, 200, { results: [], took: 1 }],
  ])
})

test('the lines of an order are no requests', () => {
  const order = (lines: string) => `POST /orders {"lines":${lines}} -> 201 {"id":1,"lines":${lines}}`
  expect(split(`${order('[{"a":1},{"a":2}]')}\n${order('[{"a":3}]')}`).labels).toEqual(['POST /orders x2'])
})

test('a number that says the status is the status of the item', () => {
  const { sessions } = split(`
    POST /jobs [{"a":1},{"a":2},{"a":3}] -> 207 [{"status":201},{"status":404,"detail":"none"},{"status":201}]
    POST /jobs [{"a":1}] -> 207 [{"status":201}]`)
  expect(sessions[0]?.map(({ status }) => status)).toEqual([207, 404, 207, 207, 207, 207])
})

test('an answer to an item may tell its place in the list', () => {
  const table = (at: number) => `
    POST /mails {"mails":[{"to":"a${at}"},{"to":""},{"to":"b${at}"}]} -> 200 {"sent":[{"at":0,"to":"a${at}"},{"at":1,"error":"no address"},{"at":2,"to":"b${at}"}]}
    POST /mails {"mails":[{"to":""},{"to":"c${at}"}]} -> 200 {"sent":[{"at":0,"error":"no address"},{"at":1,"to":"c${at}"}]}`
  const ask = twinOf(sessionsOf(table(1), table(2), table(3)))
  const mails = [{ to: 'x' }, { to: 'y' }, { to: '' }, { to: 'z' }]
  expect(ask('POST', '/mails', { mails }).body).toEqual({
    sent: [
      { at: 0, to: 'x' },
      { at: 1, to: 'y' },
      { at: 2, error: 'no address' },
      { at: 3, to: 'z' },
    ],
  })
})
