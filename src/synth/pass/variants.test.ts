import { expect, test } from 'vitest'
import { passesOf, sessionsOf } from '../sessions-for-tests.ts'
import { groupVariants } from './variants.ts'

/** The groups of the answers of one route, each as the statuses with the number of calls. */
function variantsOf(label: string, ...tables: readonly string[]): string[] {
  const { routes, timeline } = passesOf(sessionsOf(...tables))
  const route = routes.find(({ method, pattern }) => `${method} ${pattern}` === label)
  if (!route) throw new Error(`no route ${label}`)
  return groupVariants(route, route.calls, timeline).map(({ status, calls }) => `${status} x${calls.length}`)
}

test('statuses are variants, and so are refusals with other texts', () => {
  expect(
    variantsOf(
      'POST /orders',
      `POST /orders {"title":"a"} -> 201 {"id":1,"title":"a"}
       POST /orders {} -> 422 {"error":"title is missing"}
       POST /orders {"title":"a"} -> 422 {"error":"title is taken"}
       POST /orders {} -> 422 {"error":"title is missing"}
       POST /orders {"title":"b"} -> 201 {"id":2,"title":"b"}`,
    ),
  ).toEqual(['201 x2', '422 x2', '422 x1'])
})

test('a refusal that repeats what was sent is one variant whatever was sent', () => {
  expect(
    variantsOf(
      'POST /orders',
      `POST /orders {"code":"alpha"} -> 400 {"error":"alpha is no code"}
       POST /orders {"code":"gamma"} -> 400 {"error":"gamma is no code"}`,
    ),
  ).toEqual(['400 x2'])
})

test('refusals that tell how much there is are one variant; those whose numbers name what is wrong are several', () => {
  expect(
    variantsOf(
      'POST /orders',
      `POST /orders {"count":9} -> 409 {"error":"too many","available":4}
       POST /orders {"count":8} -> 409 {"error":"too many","available":7}
       POST /orders {"count":7} -> 409 {"error":"too many","available":"2.50"}
       POST /orders {"count":1} -> 409 {"code":1001}
       POST /orders {"count":2} -> 409 {"code":1002}`,
    ),
  ).toEqual(['409 x3', '409 x1', '409 x1'])
})

test('refusals that differ only in the id and the moment of each are one variant', () => {
  const refusal = (id: string, second: number, trace: string) =>
    `POST /orders {} -> 409 {"error":"title is taken","request_id":"req-${id}","at":"2026-03-01T10:00:0${second}Z","trace":"${trace}"}`
  expect(
    variantsOf(
      'POST /orders',
      [
        refusal('0ead56ab-1bae-4332-b3db-53cacb0ebf60', 1, '9f86d081884c7d659a2feaa0c55ad015'),
        refusal('5b2b3707-6ed7-42f4-ad7e-aa3f4e691bc9', 2, 'a3bf4f1b2b0b822cd15d6c15b0f00a08'),
        'POST /orders {} -> 409 {"error":"title is archived","request_id":"req-04a1b824-6dc7-4430-8609-53cfc6f2240b"}',
      ].join('\n'),
    ),
  ).toEqual(['409 x2', '409 x1'])
})

test('T12: a refusal under status 200 is a variant of its own', () => {
  expect(
    variantsOf(
      'POST /rpc',
      `POST /rpc {"name":"a"} -> 200 {"result":{"id":1}}
       POST /rpc {} -> 200 {"error":{"code":-32602}}
       POST /rpc {"name":"b"} -> 200 {"result":{"id":2}}`,
    ),
  ).toEqual(['200 x2', '200 x1'])
})

test('T11: text beside JSON is a variant of its own', () => {
  expect(
    variantsOf(
      'GET /pages/{page_id}',
      `GET /pages/1 -> 200 {"id":1}
       GET /pages/2 -> 200 <h1>Maintenance</h1>
       GET /pages/3 -> 200 {"id":3}`,
    ),
  ).toEqual(['200 x2', '200 x1'])
})

test('T18: a PUT that makes and a PUT that replaces are two', () => {
  const table = (word: string) => `
    PUT /settings/theme-${word}1 {"value":"dark ${word}"} -> 200 {"id":"theme-${word}1","value":"dark ${word}"}
    PUT /settings/theme-${word}1 {"value":"light ${word}"} -> 200 {"id":"theme-${word}1","value":"light ${word}"}`
  expect(variantsOf('PUT /settings/{setting_id}', table('a'), table('b'))).toEqual(['200 x2', '200 x2'])
})

test('refusals that are each like no other are one variant whose text varies', () => {
  const lines = ['one', 'seven', 'blue', 'late', 'left'].map((word, at) => `GET /jobs/${at} -> 500 {"error":"failed: ${word}"}`)
  expect(variantsOf('GET /jobs/{job_id}', lines.join('\n'))).toEqual(['500 x5'])
})

test('refusals that say different things are variants of their own, though each was seen once', () => {
  const lines = [
    '{"code":"required","field":"name"}',
    '{"code":"taken","field":"name"}',
    '{"code":"too_long","field":"name","limit":9}',
    '{"code":"no_such_key"}',
  ].map((error, at) => `POST /jobs {"name":"n${at}"} -> 400 ${error}`)
  expect(variantsOf('POST /jobs', lines.join('\n'))).toEqual(['400 x1', '400 x1', '400 x1', '400 x1'])
})
