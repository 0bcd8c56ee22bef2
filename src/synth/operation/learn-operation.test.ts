import { describe, expect, test } from 'vitest'
import { printTemplate } from '#lang'
import { groupVariants } from '../pass/variants.ts'
import { passesOf, sessionsOf } from '../sessions-for-tests.ts'
import { learnOperation } from './learn-operation.ts'

/** What the first variant of a route does and answers, as a model says it. */
function operationOf(label: string, ...tables: readonly string[]) {
  const { routes, timeline, context } = passesOf(sessionsOf(...tables))
  const route = routes.find(({ method, pattern }) => `${method} ${pattern}` === label)
  const variant = route && groupVariants(route, route.calls, timeline)[0]
  if (!variant) throw new Error(`no route ${label}`)
  const { effects, body, notes } = learnOperation(variant, context)
  return { effects, body: body && printTemplate(body), notes }
}

const table = (word: string) => `
  POST /orders {"title":"One ${word}"} -> 201 {"id":1,"title":"One ${word}","state":"open"}
  POST /orders {"title":"Two ${word}"} -> 201 {"id":2,"title":"Two ${word}","state":"open"}
  GET /orders/1 -> 200 {"id":1,"title":"One ${word}","state":"open"}
  PATCH /orders/1 {"state":"sent ${word}"} -> 200 {"id":1,"title":"One ${word}","state":"sent ${word}"}
  PATCH /orders/2 {"title":"New ${word}"} -> 200 {"id":2,"title":"New ${word}","state":"open"}
  GET /orders/2 -> 200 {"id":2,"title":"New ${word}","state":"open"}
  GET /orders -> 200 {"data":[{"id":1,"title":"One ${word}","state":"sent ${word}"},{"id":2,"title":"New ${word}","state":"open"}],"total":2}
  DELETE /orders/1 -> 204
  GET /orders -> 200 {"data":[{"id":2,"title":"New ${word}","state":"open"}],"total":1}`
const tables = [table('a'), table('b'), table('c')]

describe('an operation', () => {
  test('creates with a number of its own, what was sent, and a constant', () => {
    const { effects, body } = operationOf('POST /orders', ...tables)
    expect(effects).toMatchObject([
      { create: 'order', key: ['self.id'], value: { id: { $: 'next("order", 1, absent, "order")' }, state: 'open' }, as: 'order' },
    ])
    expect(JSON.stringify(effects)).toMatch(/"\.\.\.\d":"body"|body\.title/)
    expect(body).toEqual({ $: 'order' })
  })

  test('reads the entity that the path names', () => {
    const { effects, body } = operationOf('GET /orders/{order_id}', ...tables)
    expect(effects).toEqual([{ let: 'order', value: { $: 'find("order", path.order_id)' } }])
    expect(body).toEqual({ $: 'order' })
  })

  test('T15: changes what the body names and leaves the rest', () => {
    const { effects, body } = operationOf('PATCH /orders/{order_id}', ...tables)
    expect(effects).toEqual([{ update: 'order', key: ['path.order_id'], set: expect.objectContaining({ '...0': 'body' }), as: 'order' }])
    expect(body).toEqual({ $: 'order' })
  })

  test('T21: deletes without an answer', () => {
    const { effects, body } = operationOf('DELETE /orders/{order_id}', ...tables)
    expect(effects).toContainEqual({ delete: 'order', key: ['path.order_id'] })
    expect(body).toBe(undefined)
  })

  test('looks up what the request names, in the order of the keys where answers show that', () => {
    const bulk = (keys: string, first: number, second: number) => `
      POST /orders {"title":"One"} -> 201 {"id":1,"title":"One","state":"open"}
      POST /orders {"title":"Two"} -> 201 {"id":2,"title":"Two","state":"open"}
      POST /orders {"title":"Three"} -> 201 {"id":3,"title":"Three","state":"open"}
      GET /orders/1 -> 200 {"id":1,"title":"One","state":"open"}
      PATCH /orders {"keys":${keys},"data":{"state":"sent"}} -> 200 {"data":[{"id":${first},"title":"${title(first)}","state":"sent"},{"id":${second},"title":"${title(second)}","state":"sent"}]}`
    const title = (id: number) => ['', 'One', 'Two', 'Three'][id] ?? ''
    const listedBy = (...tables: readonly string[]) =>
      (operationOf('PATCH /orders', ...tables).body as { data: { $each: string } }).data.$each
    expect(listedBy(bulk('[3,1]', 1, 3), bulk('[2,3]', 2, 3), bulk('[2,1]', 1, 2))).toBe('sort(body.keys)')
    expect(listedBy(bulk('[3,1]', 3, 1), bulk('[2,3]', 2, 3), bulk('[2,1]', 2, 1))).toBe('body.keys')
  })

  test('lists what there is at that time, and counts it', () => {
    const { effects, body } = operationOf('GET /orders', ...tables)
    expect(effects).toMatchObject([{ query: { collection: 'order' }, as: 'page' }])
    expect(body).toMatchObject({ data: { $each: 'page.items', as: 'self' }, total: { $: expect.stringMatching(/page|size/) } })
  })

  test('makes one entity for each item that was sent', () => {
    const bulk = (word: string) => `
      POST /orders/bulk {"orders":[{"title":"First ${word}"},{"title":"Second ${word}"}]} -> 201 {"made":2}
      GET /orders/1 -> 200 {"id":1,"title":"First ${word}"}
      GET /orders/2 -> 200 {"id":2,"title":"Second ${word}"}`
    const { effects, body } = operationOf('POST /orders/bulk', bulk('of a'), bulk('of b'), bulk('of c'))
    expect(effects).toMatchObject([{ each: 'body.orders', as: 'entry', do: [{ let: 'self' }, { create: 'order', key: ['self.id'] }] }])
    expect(JSON.stringify(body)).toMatch(/made/)
  })

  test('says what it can’t explain', () => {
    const odd = (word: string, weights: readonly number[]) =>
      weights.map((weight) => `GET /weight?of=${word} -> 200 {"weight":${weight}}`).join('\n')
    const { notes } = operationOf('GET /weight', odd('a', [3, 141, 59]), odd('b', [26, 5, 358]))
    expect(notes).toEqual([expect.stringMatching(/^body: \d of 6 not explained$/)])
  })
})
