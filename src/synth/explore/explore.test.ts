import { describe, expect, test } from 'vitest'
import { prepareSessions } from '#conform'
import type { HttpRequest, HttpResponse } from '#http'
import { learn } from '../learn.ts'
import { sessionsOf } from '../sessions-for-tests.ts'
import { findCleanup } from './find-cleanup.ts'
import { mutationsOf } from './mutations-of.ts'
import { planProbes } from './plan-probes.ts'
import { sliceSetup } from './slice-setup.ts'

const table = (at: number) => `
  POST /orders {"title":"Order ${at}"} -> 201 {"id":71,"title":"Order ${at}"}
  POST /notes {"text":"note ${at}"} -> 201 {"id":5,"text":"note ${at}"}
  PATCH /orders/71 {"title":"New ${at}"} -> 200 {"id":71,"title":"New ${at}"}
  GET /orders/71 -> 200 {"id":71,"title":"New ${at}"}
  GET /orders/88 -> 404 {"error":"no such order"}
  POST /orders {} -> 422 {"error":"title is missing"}
  DELETE /orders/71 -> 204`
const sessions = sessionsOf(table(1), table(2), table(3))
const { model, evidence } = learn(sessions)
const prepared = prepareSessions(sessions)

const encoder = new TextEncoder()
const json = (method: string, target: string, body: unknown): HttpRequest => ({
  method,
  target,
  headers: [['Content-Type', 'application/json']],
  body: encoder.encode(JSON.stringify(body)),
})

test('what has to come before a request: what made the thing that it names, and what changed it', () => {
  expect(sliceSetup(prepared[0]?.exchanges ?? [], 3)).toEqual([0, 2])
  expect(sliceSetup(prepared[0]?.exchanges ?? [], 1)).toEqual([])
})

test('mutations differ in one thing each', () => {
  const changed = [...mutationsOf(json('PATCH', '/orders/71?dry=1', { title: 'x', count: 2 }))].map(({ what, request }) => [
    what,
    request.target,
  ])
  expect(changed).toEqual(
    expect.arrayContaining([
      ['as it was', '/orders/71?dry=1'],
      ['another 71 in the path', '/orders/999999?dry=1'],
      ['without query dry', '/orders/71'],
      ['without body.title', '/orders/71?dry=1'],
      ['with body.count = -1', '/orders/71?dry=1'],
      ['with a body that does not parse', '/orders/71?dry=1'],
    ]),
  )
})

describe('a plan', () => {
  const { probes } = planProbes(model, prepared, evidence.questions)

  test('has a request for a case that was never seen, with what has to come before it', () => {
    const gone = probes.find(({ question }) => question.ask === 'DELETE /orders/{order_id} for an order that is not there')
    expect(gone).toMatchObject({ what: 'another 71 in the path', request: { method: 'DELETE', target: '/orders/999999' } })
    const malformed = probes.find(({ question }) => question.ask === 'PATCH /orders/{order_id} with a body that does not parse')
    expect(malformed).toMatchObject({ setup: [0], what: 'with a body that does not parse' })
  })

  test('is the same each time', () => {
    expect(JSON.stringify(planProbes(model, prepared, evidence.questions).probes)).toBe(JSON.stringify(probes))
  })
})

test('what was made is deleted by the route that the model knows', () => {
  const response = (body: unknown, status = 201): HttpResponse => ({ status, headers: [], body: encoder.encode(JSON.stringify(body)) })
  expect(findCleanup(model, json('POST', '/orders', {}), response({ id: 9, title: 'x' }))).toBe('/orders/9')
  expect(findCleanup(model, json('POST', '/orders', {}), response({ error: 'no' }, 422))).toBe(undefined)
  expect(findCleanup(model, json('POST', '/notes', {}), response({ id: 9 }))).toBe(undefined)
})
