import type { HttpRequest, HttpResponse } from '#http'
import type { Client } from '../client.ts'
import { type Call, reply } from '../service.ts'
import type { ServiceSpec } from '../service-spec.ts'

export interface Item {
  readonly id: number
  readonly name: string
  readonly brand: string
  readonly price: number
  readonly stock: number
  readonly rating: number | null
  readonly active: boolean
  readonly added: string
}

export const brands = ['acme', 'borea', 'cirrus', 'delta']
const dayMs = 86_400_000

/** Tokens of pages that a service remembers, with the place that each stands for. */
interface Tokens {
  readonly mint: (shape: string) => string
  readonly kept: Map<string, number>
}

/** A shop whose items can be listed in one of the common ways: what differs is how clients ask and how the list is answered. */
export function shelf(
  name: string,
  list: (items: readonly Item[], call: Call, tokens: Tokens) => HttpResponse,
  ask: (client: Client) => HttpRequest,
  show: (item: Item) => unknown = (item) => item,
): ServiceSpec {
  return {
    name,
    rules: ({ mint }) => {
      const items: Item[] = []
      const tokens: Tokens = { mint, kept: new Map() }
      return {
        'POST /items': ({ body = {} }) => {
          const { name, brand, price, stock, rating = null, active = true, added } = body as unknown as Item
          const item = { id: items.length + 1, name, brand, price, stock, rating, active, added }
          items.push(item)
          return reply(201, show(item))
        },
        'GET /items/:id': ({ params }) => {
          const item = items.find(({ id }) => String(id) === params.id)
          return item ? reply(200, show(item)) : reply(404, { error: 'no such item' })
        },
        'GET /items': (call) => list(items, call, tokens),
      }
    },
    opening: (client) => Array.from({ length: 8 }, () => () => client.post('/items', newItem(client))),
    traffic: (client) => [
      [2, () => client.post('/items', newItem(client))],
      [2, () => client.get(`/items/${client.id('items', 0.2)}`)],
      [10, () => ask(client)],
    ],
  }
}

function newItem(client: Client) {
  return {
    name: client.words(2),
    brand: client.pick(brands),
    price: client.money(90),
    stock: client.whole(0, 30),
    added: new Date(Date.UTC(2026, 0, 1) + client.whole(0, 60) * dayMs).toISOString().slice(0, 10),
    ...client.some({ rating: client.whole(1, 5), active: client.chance(0.5) }, 0.6),
  }
}

type Key = keyof Item

/** Items by several keys; a key with `-` goes down. Nulls come first or last. */
export function sorted(items: readonly Item[], keys: readonly string[], nulls: 'first' | 'last' = 'first'): Item[] {
  return [...items].sort((a, b) => {
    for (const key of keys) {
      const field = key.replace(/^-/, '') as Key
      const order = compare(a[field], b[field], nulls, key.startsWith('-'))
      if (order !== 0) return order
    }
    return a.id - b.id
  })
}

function compare(a: Item[Key], b: Item[Key], nulls: 'first' | 'last', descending: boolean): number {
  if (a === null || b === null) return a === b ? 0 : (a === null) === (nulls === 'first') ? -1 : 1
  const order = a < b ? -1 : a > b ? 1 : 0
  return descending ? -order : order
}

/** A test by one of the usual operators; what a query brings is text. */
export function holds(value: Item[Key], operator: string, wanted: string): boolean {
  if (operator === 'eq') return String(value) === wanted
  if (operator === 'ne') return String(value) !== wanted
  if (operator === 'in') return wanted.split(',').includes(String(value))
  if (operator === 'contains') return String(value).toLowerCase().includes(wanted.toLowerCase())
  if (value === null) return false
  const order = typeof value === 'number' ? value - Number(wanted) : String(value) < wanted ? -1 : String(value) > wanted ? 1 : 0
  return { gt: order > 0, gte: order >= 0, lt: order < 0, lte: order <= 0 }[operator] ?? false
}

/** A field with an operator that suits it and a value. */
export function wish(client: Client): { field: Key; operator: string; value: string } {
  const field = client.pick<Key>(['brand', 'price', 'stock', 'added', 'active', 'name'])
  if (field === 'brand')
    return client.chance(0.3)
      ? { field, operator: 'in', value: `${client.pick(brands)},${client.pick(brands)}` }
      : { field, operator: client.pick(['eq', 'ne']), value: client.pick(brands) }
  if (field === 'active') return { field, operator: 'eq', value: client.pick(['true', 'false']) }
  if (field === 'name') return { field, operator: 'contains', value: client.word() }
  const value =
    field === 'price' ? String(client.whole(10, 80)) : field === 'stock' ? String(client.whole(2, 28)) : `2026-0${client.whole(1, 2)}-15`
  return { field, operator: client.pick(['gt', 'gte', 'lt', 'lte']), value }
}
