import { expect, test } from 'vitest'
import { foldModel, unfoldModel } from './fold-model.ts'
import { foldedModelSchema, type Model, type Variant } from './schema.ts'

const json: [string, string] = ['Content-Type', 'application/json']
const safe: [string, string] = ['X-Frame-Options', 'DENY']
const refusal = (name: string): Variant => ({
  name,
  when: '!has(header.authorization)',
  status: 401,
  headers: [safe, json],
  body: { encoding: 'json', value: { error: 'who are you?' } },
})
const ok = (body: string): Variant => ({ name: 'ok', status: 200, headers: [safe, json], body: { encoding: 'json', value: { $: body } } })
const gone: Variant = { name: 'gone', status: 204, headers: [['X-Frame-Options', 'DENY']] }
const model: Model = {
  format: 'doppel-model/1',
  service: { name: 'orders' },
  collections: {},
  routes: [
    { method: 'GET', path: '/orders', variants: [refusal('unauthenticated'), ok('orders')] },
    { method: 'GET', path: '/users', variants: [refusal('unauthenticated-2'), ok('users')] },
    { method: 'DELETE', path: '/users', variants: [gone, { ...ok('users'), headers: [['content-type', 'text/plain']] }] },
  ],
  miss: { name: 'miss', status: 404, headers: [safe, json] },
}

test('what answers have in common is said once', () => {
  const folded = foldModel(model)
  expect(folded.headers).toEqual([safe, json])
  expect(folded.answers).toEqual({
    unauthenticated: {
      when: '!has(header.authorization)',
      status: 401,
      headers: [],
      body: { encoding: 'json', value: { error: 'who are you?' } },
    },
  })
  expect(folded.routes.map(({ variants }) => variants[0])).toEqual([
    { answer: 'unauthenticated' },
    { answer: 'unauthenticated', name: 'unauthenticated-2' },
    { ...gone, headers: [['Content-Type', { $: 'absent' }]] },
  ])
})

test('unfolded it is the same model, and folding once more changes nothing', () => {
  const folded = foldModel(model)
  expect(foldedModelSchema.parse(folded)).toEqual(folded)
  const unfolded = unfoldModel(folded)
  expect(unfolded).toEqual(model)
  expect(foldModel(unfolded)).toEqual(folded)
})

test('an answer that there is not is named', () => {
  const broken = { ...foldModel(model), answers: {} }
  expect(foldedModelSchema.safeParse(broken).error?.issues.map(({ message }) => message)).toContain('there is no answer "unauthenticated"')
})
