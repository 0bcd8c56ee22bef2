import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Model, modelSchema, type Route } from '#model'
import { writeModel } from '#model/io'

const json: [string, string][] = [['Content-Type', 'application/json; charset=utf-8']]

/** What both servers of the benchmark hold under `/thing0`. */
export function createThings(): { id: string; name: string; price: number; tags: string[]; created_at: string }[] {
  return Array.from({ length: 1000 }, (_, index) => ({
    id: String(index + 1),
    name: `Thing number ${index + 1}`,
    price: index * 1.25,
    tags: ['new', 'blue', 'heavy'],
    created_at: '2026-01-01T00:00:00.000Z',
  }))
}

/** A model of a service with five routes for each of its collections. */
export function createModel(collectionCount: number): Model {
  const names = Array.from({ length: collectionCount }, (_, index) => `thing${index}`)
  const fixtures = createThings().map((value) => ({ value }))
  return modelSchema.parse({
    format: 'doppel-model/1',
    service: { name: 'things' },
    collections: Object.fromEntries(
      names.map((name) => [name, { key: ['id'], fixtures: name === 'thing0' ? fixtures : fixtures.slice(0, 20) }]),
    ),
    routes: names.flatMap(createRoutes),
    miss: { name: 'miss', status: 404, headers: json, body: { encoding: 'json', value: { error: 'no such route' } } },
  } satisfies Model)
}

function createRoutes(collection: string): Route[] {
  const [all, one] = [`/${collection}`, `/${collection}/{id}`]
  const found = `find('${collection}', path.id)`
  const missing = { name: 'missing', status: 404, headers: json, body: { encoding: 'json' as const, value: { error: 'not found' } } }
  const show = (name: string, status: number, value: string, more = {}) => ({
    name,
    status,
    headers: json,
    body: { encoding: 'json' as const, value: { $: value } },
    ...more,
  })
  return [
    { method: 'GET', path: all, variants: [show('list', 200, 'page.items', { do: [{ query: { collection }, as: 'page' }] })] },
    { method: 'GET', path: one, variants: [show('found', 200, found, { when: `has(${found})` }), missing] },
    {
      method: 'POST',
      path: all,
      variants: [
        show('created', 201, 'made', {
          do: [
            {
              create: collection,
              key: ['self.id'],
              value: { id: { $: "string(next('id', 5000))" }, name: { $: 'body.name' } },
              as: 'made',
            },
          ],
        }),
      ],
    },
    {
      method: 'PATCH',
      path: one,
      variants: [
        show('changed', 200, 'made', {
          when: `has(${found})`,
          do: [{ update: collection, key: ['path.id'], set: { name: { $: 'body.name' } }, as: 'made' }],
        }),
        missing,
      ],
    },
    {
      method: 'DELETE',
      path: one,
      variants: [
        { name: 'gone', when: `has(${found})`, status: 204, headers: [], do: [{ delete: collection, key: ['path.id'] }] },
        missing,
      ],
    },
  ]
}

/** The same with orders, whose total is worked out when they are made. */
export function createShop(): Model {
  const model = createModel(20)
  const created = {
    name: 'created',
    status: 201,
    headers: json,
    do: [
      {
        create: 'order',
        key: ['self.id'],
        value: {
          id: { $: "next('order')" },
          lines: { $: 'body.lines' },
          total: { $: 'round(sum(body.lines.map(line, line.price * line.quantity)), 2)' },
        },
        as: 'made',
      },
    ],
    body: { encoding: 'json', value: { $: 'made' } },
  }
  const invalid = {
    name: 'invalid',
    when: '!has(body.lines)',
    status: 422,
    headers: json,
    body: { encoding: 'json', value: { error: 'lines is required' } },
  }
  return modelSchema.parse({
    ...model,
    collections: { ...model.collections, order: { key: ['id'] } },
    routes: [...model.routes, { method: 'POST', path: '/orders', variants: [invalid, created] }],
  })
}

/** A model of one list, which filters by color, sorts and shows twenty. */
export function createItems(count: number): Model {
  const colors = ['red', 'green', 'blue', 'white']
  const fixtures = Array.from({ length: count }, (_, at) => ({ value: { id: at + 1, color: colors[at % 4], price: (at * 7919) % 10_007 } }))
  const query = {
    collection: 'item',
    filters: [{ dialect: 'fields', fields: ['color'] }],
    sort: { by: 'query.sort', default: [{ field: 'id' }] },
    page: { number: 'query.page', default: 20 },
  }
  const answer = (name: string, status: number, value: string) => ({
    name,
    status,
    headers: json,
    body: { encoding: 'json', value: { $: value } },
  })
  const create = { create: 'item', key: ['self.id'], value: { id: { $: "next('id', 1000000)" }, color: { $: 'body.color' } }, as: 'made' }
  return modelSchema.parse({
    format: 'doppel-model/1',
    service: { name: 'items' },
    collections: { item: { key: ['id'], fixtures } },
    routes: [
      { method: 'GET', path: '/items', variants: [{ ...answer('list', 200, 'page.items'), do: [{ query, as: 'page' }] }] },
      { method: 'POST', path: '/items', variants: [{ ...answer('made', 201, 'made'), do: [create] }] },
    ],
    miss: { name: 'miss', status: 404, headers: json },
  })
}

/** A workspace in a fresh folder, with the model as the twin `things`. */
export async function createWorkspace(model: Model): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'doppel-bench-'))
  const twin = join(folder, 'twins', 'things')
  await writeModel(twin, model)
  writeFileSync(join(twin, 'twin.toml'), 'base_url = "http://127.0.0.1:9"\n')
  return folder
}
