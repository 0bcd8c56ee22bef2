import { expect, test } from 'vitest'
import type { JsonObject } from '#base'
import type { WorldView } from './environment.ts'
import { type Relation, selectFields } from './select.ts'

const order: JsonObject = { id: 'o1', number: 7, customer: 'c1', ship: { city: 'Oslo', zip: '1' } }
const entities: Record<string, readonly JsonObject[]> = {
  customer: [{ id: 'c1', name: 'Ada', city: 'Rome' }],
  line: [
    { id: 1, order: 'o1', product: 'p1', qty: 2 },
    { id: 2, order: 'o2', product: 'p1', qty: 3 },
    { id: 3, order: 'o1', product: 'p2', qty: 4 },
  ],
  product: [{ id: 'p1', title: 'Chair' }],
}
const world: WorldView = {
  find: (collection, key) => entities[collection]?.find(({ id }) => String(id) === key),
  list: (collection) => entities[collection] ?? [],
  issued: () => false,
  versions: () => [],
  left: () => undefined,
  written: () => undefined,
  writes: () => 0,
}
const keys = { ownKey: 'id', otherKey: 'id' }
const relations: Record<string, Record<string, Relation>> = {
  order: { customer: { collection: 'customer', ...keys }, lines: { collection: 'line', by: 'order', ...keys } },
  line: { product: { collection: 'product', ...keys } },
}
const select = (fields: string | string[] | undefined, expand?: string) =>
  selectFields(order, 'order', fields, expand, (name) => relations[name] ?? {}, { world })

test('without a wish all fields are shown, relations as keys', () => {
  expect(select(undefined)).toEqual({ ...order, lines: [1, 3] })
  expect(select('*')).toEqual(select(undefined))
})

test('fields are shown as asked, through relations', () => {
  expect(select('number,customer.name,lines.qty,lines.product.title')).toEqual({
    number: 7,
    customer: { name: 'Ada' },
    lines: [
      { qty: 2, product: { title: 'Chair' } },
      // A reference to what is not there stays as it is.
      { qty: 4, product: 'p2' },
    ],
  })
  expect(select(['number', 'ship.city', 'unknown'])).toEqual({ number: 7, ship: { city: 'Oslo' } })
  expect(select('*,customer.*')).toEqual({ ...order, customer: entities.customer?.[0], lines: [1, 3] })
  expect(select('-ship,-lines')).toEqual({ id: 'o1', number: 7, customer: 'c1' })
})

test('relations are expanded by name', () => {
  expect(select('*', 'customer')).toEqual({ ...order, customer: entities.customer?.[0], lines: [1, 3] })
})

test('related entities come in the order of a field of theirs, or from the last on', () => {
  const shown = (sort: string) => {
    const lines: Relation = { collection: 'line', by: 'order', sort, ...keys }
    return selectFields(order, 'order', 'lines', undefined, (name) => (name === 'order' ? { lines } : {}), { world })
  }
  expect(shown('-id')).toEqual({ lines: [3, 1] })
  expect(shown('qty')).toEqual({ lines: [1, 3] })
})
