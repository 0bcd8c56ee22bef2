import { expect, test } from 'vitest'
import type { Variant } from '#model'
import type { Route } from '../call.ts'
import { freeNames, isBound } from './free-names.ts'

const route: Route = { method: 'GET', pattern: '/pens/{id}', segments: [{ literal: 'pens' }, { parameter: 'id' }], calls: [] }

function showing(value: Variant['headers'][number][1], more: Partial<Variant> = {}): Variant {
  return { name: 'ok', status: 200, headers: [], body: { encoding: 'json', value: { pen: value } }, ...more }
}

test('names that are bound within a template are not free', () => {
  expect([...freeNames({ a: { $each: 'page.items', as: 'e', do: { $: 'e.x + y' } }, b: { $: 'list("pen").map(p, p.id)' } })]).toEqual([
    'page',
    'y',
  ])
})

test('a variant uses what the request gives and its effects bind', () => {
  const pen = [{ let: 'pen', value: { $: 'find("pen", path.id)' } }]
  expect(isBound(showing({ $: 'pen' }, { do: pen }), route)).toBe(true)
  expect(isBound(showing({ $: 'pen' }), route)).toBe(false)
  expect(isBound(showing({ $: 'path.other_id' }), route)).toBe(false)
})

test('headers may be made of the answer, the answer may not', () => {
  expect(isBound(showing(1, { headers: [['ETag', { $: 'json(answer)' }]] }), route)).toBe(true)
  expect(isBound(showing({ $: 'answer' }), route)).toBe(false)
})
