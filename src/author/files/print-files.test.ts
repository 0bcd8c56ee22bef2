import { expect, test } from 'vitest'
import type { Model, Variant } from '#model'
import { author, recompilePrinted } from './author-for-tests.ts'

const ok: Variant = { name: 'ok', status: 200, headers: [] }
const empty: Model = { format: 'doppel-model/1', service: { name: 'a' }, collections: {}, routes: [], miss: { ...ok, name: 'miss' } }
const withVariants = (...variants: Variant[]): Model => ({ ...empty, routes: [{ method: 'GET', path: '/', variants }] })

test.each<[string, Model]>([
  ['nothing', empty],
  [
    'headers that come twice',
    withVariants({
      ...ok,
      headers: [
        ['Set-Cookie', 'a=1'],
        ['Set-Cookie', 'b=2'],
      ],
    }),
  ],
  [
    'headers that a map would sort',
    withVariants({
      ...ok,
      headers: [
        ['X-A', 'a'],
        ['1', 'b'],
        ['0', 'c'],
      ],
    }),
  ],
  [
    'headers that stand in another order in one of them',
    withVariants(
      {
        ...ok,
        headers: [
          ['A', 'a'],
          ['B', 'b'],
        ],
      },
      {
        ...ok,
        headers: [
          ['B', 'b'],
          ['A', 'a'],
        ],
      },
    ),
  ],
  ['integers of 64 bits', withVariants({ ...ok, body: { encoding: 'json', value: { id: 9007199254740993n } } })],
  [
    'texts that look like something else',
    withVariants({
      ...ok,
      body: {
        encoding: 'json',
        value: ['no', '1', '~', '', ' a', 'a: b', '# c', '0x10', 'null', '2026-01-01', 'é\u2028\u0085\t\r\n ', '\ud800'],
      },
    }),
  ],
  [
    'keys that look like something else',
    withVariants({ ...ok, body: { encoding: 'json', value: { '<<': 1, '': 2, '? a': 3, '- b': 4, 'x\ny': 5, ['z'.repeat(1100)]: 6 } } }),
  ],
  [
    'a body that is nothing',
    withVariants({ ...ok, body: { encoding: 'json', value: null } }, { ...ok, body: { encoding: 'text', value: '' } }),
  ],
  ['a layout', withVariants({ ...ok, body: { encoding: 'json', value: 1, indent: 2, newline: true, floats: ['a'] } })],
  [
    'a key of a collection that says do and variants',
    { ...withVariants({ ...ok, do: [{ let: 'a', value: { do: [{ create: 'x' }], variants: [1] } }] }), collections: { x: { key: ['n'] } } },
  ],
])('printed and compiled is the same model: %s', (_, model) => {
  expect(recompilePrinted(model)).toEqual(model)
})

test('what people wrote in short is printed in full', () => {
  const { model } = author(`
routes:
  - { method: POST, path: /orders, request_schema: { total: number! }, response_schema: { id: uuid }, errors: [{ code: 400, condition: missing total }] }
  - { method: GET, path: '/orders/{id}', entity: order }
  - { method: GET, path: /orders, entity: order, response_schema: [order] }
`)
  expect(model && recompilePrinted(model)).toEqual(model)
})
