import { expect, test } from 'vitest'
import { explainField } from './explain-value.ts'
import type { Variant } from './schema.ts'

const variant: Variant = {
  name: 'created',
  status: 201,
  headers: [],
  do: [
    {
      create: 'order',
      key: ['self.id'],
      value: { id: { $: 'next("order", 1)' }, total: { $: 'sum(body.lines)' }, state: 'open' },
      as: 'order',
    },
  ],
  body: {
    encoding: 'json',
    value: { data: { $: 'order' }, lines: { $each: 'body.lines', as: 'self', do: { sku: { $: 'self.sku' } } }, kind: 'order' },
  },
}

test('a field of an entity that is shown is followed to what made it', () => {
  expect(explainField(variant, ['data', 'total'])).toEqual([
    { place: 'body.data', from: 'order' },
    { place: 'do.order.total', from: 'sum(body.lines)' },
  ])
})

test('a constant, and a field of the items of a list', () => {
  expect(explainField(variant, ['kind'])).toEqual([{ place: 'body.kind', from: '"order"' }])
  expect(explainField(variant, ['lines', '[]', 'sku'])).toEqual([{ place: 'body.lines[].sku', from: 'self.sku' }])
  expect(explainField(variant, ['lines', 'sku'])).toEqual([{ place: 'body.lines[].sku', from: 'self.sku' }])
})

test('a field that is not there has no steps', () => {
  expect(explainField(variant, ['nothing'])).toEqual([])
})
