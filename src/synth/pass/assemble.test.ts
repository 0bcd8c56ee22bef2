import { describe, expect, test } from 'vitest'
import type { Model } from '#model'
import { learn } from '../learn.ts'
import { sessionsOf } from '../sessions-for-tests.ts'

const table = (at: number) => `
  GET /plans -> 200 [{"id":"free","seats":1},{"id":"team","seats":9}]
  GET /plans/free -> 200 {"id":"free","seats":1}
  GET /plans/team -> 200 {"id":"team","seats":9}
  POST /orders {"title":"Order ${at}"} -> 201 {"id":1,"title":"Order ${at}"}
  GET /orders/1 -> 200 {"id":1,"title":"Order ${at}"}
  GET /orders/2 -> 404 {"error":"no such order"}
  DELETE /orders/1 -> 204
  GET /orders/1 -> 404 {"error":"no such order"}`

const sessions = sessionsOf(table(1), table(2), table(3))

function variantsOf(model: Model, label: string) {
  return model.routes.find(({ method, path }) => `${method} ${path}` === label)?.variants ?? []
}

describe('a route', () => {
  const { model, notes } = learn(sessions)

  test('ends in a success without a guard; a refusal comes before it with one', () => {
    const variants = variantsOf(model, 'GET /orders/{order_id}')
    expect(variants.map(({ name, status }) => [name, status])).toEqual([
      ['not-found', 404],
      ['ok', 200],
    ])
    expect(variants.map(({ when }) => when !== undefined)).toEqual([true, false])
  })

  test('says what it does to the state', () => {
    expect(variantsOf(model, 'POST /orders')[0]?.do).toMatchObject([{ create: 'order', key: ['self.id'] }])
    expect(variantsOf(model, 'DELETE /orders/{order_id}').at(-1)?.do).toContainEqual({ delete: 'order', key: ['path.order_id'] })
  })

  test('that is explained leaves no note', () => {
    expect([...notes]).toEqual([])
  })
})

describe('fixtures', () => {
  test('T30: what every session had before it began is there from the start, what it made is not', () => {
    const { collections } = learn(sessions).model
    expect(collections.plan?.fixtures?.map(({ value }) => value)).toEqual([
      { id: 'free', seats: 1 },
      { id: 'team', seats: 9 },
    ])
    expect(collections.order?.fixtures).toBe(undefined)
  })

  test('a thing is at first what it was where nothing had been written to it', () => {
    const changed = 'PATCH /settings {"sign":"Ada"} -> 200 {"sign":"Ada","paper":"A4"}'
    const unread = 'GET /settings -> 200 {"sign":"SHOP","paper":"A4"}'
    const { collections } = learn(sessionsOf(`${changed}\n${changed}`, `${unread}\n${changed}`, `${unread}\n${changed}`)).model
    expect(collections.setting?.fixtures).toMatchObject([{ value: { content: { sign: 'SHOP', paper: 'A4' } } }])
  })

  test('what one session of several showed is not known to be there', () => {
    const [first = '', ...others] = [table(1), table(2), table(3)]
    const { collections } = learn(sessionsOf(`GET /plans/gold -> 200 {"id":"gold","seats":99}\n${first}`, ...others)).model
    expect(collections.plan?.fixtures?.map(({ value }) => (value as { id: string }).id)).toEqual(['free', 'team'])
  })
})

describe('learning', () => {
  const bytesOf = (learned: { model: Model; notes: ReadonlyMap<string, readonly string[]> }) =>
    JSON.stringify([learned.model, [...learned.notes]])

  test('gives the same bytes twice', () => {
    expect(bytesOf(learn(sessions))).toBe(bytesOf(learn(sessionsOf(table(1), table(2), table(3)))))
  })

  test('gives the same bytes for the sessions in another order', () => {
    const [a, b, c] = sessions as [(typeof sessions)[0], (typeof sessions)[0], (typeof sessions)[0]]
    for (const order of [
      [c, b, a],
      [b, a, c],
    ])
      expect(bytesOf(learn(order))).toBe(bytesOf(learn(sessions)))
  })

  test('of nothing gives a model without routes', () => {
    const { model } = learn([])
    expect([model.routes, model.collections]).toEqual([[], {}])
  })
})
