import { describe, expect, test } from 'vitest'
import { learn } from '../learn.ts'
import { sessionsOf } from '../sessions-for-tests.ts'
import { describeTest } from './describe-test.ts'

const table = (at: number) => `
  POST /orders {"title":"Order ${at}","state":"open"} -> 201 {"id":1,"title":"Order ${at}","state":"open"}
  POST /orders {"state":"open"} -> 422 {"error":"title is missing"}
  GET /orders/1 -> 200 {"id":1,"title":"Order ${at}","state":"open"}
  GET /orders/9 -> 404 {"error":"no such order"}
  DELETE /orders/1 -> 204`

describe('what rules rest on', () => {
  const { evidence } = learn(sessionsOf(table(1), table(2), table(3)))

  test('counts answers, sessions and different values', () => {
    const created = evidence.rules['POST /orders']?.created
    expect(created).toMatchObject({ exchanges: 3, sessions: 3, replay: { right: 3, of: 3 }, confidence: 0.88 })
    expect(created?.values['do.order.*']).toMatchObject({ hits: 3, of: 3, sessions: 3, distinct: 3, confidence: 0.88 })
    // One value was seen, three times.
    expect(created?.values['do.order.id']).toMatchObject({ hits: 3, distinct: 1, confidence: 0.75 })
    expect(evidence.rules['POST /orders']?.invalid?.when).toMatchObject({ test: '!has(body.title)', covers: 3, of: 3 })
  })

  test('a case that was borrowed from another route is asked for', () => {
    expect(evidence.questions).toContainEqual(
      expect.objectContaining({
        kind: 'guess',
        route: 'DELETE /orders/{order_id}',
        ask: 'DELETE /orders/{order_id} for an order that is not there',
      }),
    )
  })

  test('is the same for the sessions in another order', () => {
    const turned = learn(sessionsOf(table(1), table(2), table(3)).toReversed()).evidence
    expect(JSON.stringify(turned)).toBe(JSON.stringify(evidence))
  })
})

test('tests in words', () => {
  expect(
    ['malformed', '!exists("order", path.id)', '!has(body.a)', '(body.a == "")', 'asked("POST /a")', 'body.a > 3'].map(describeTest),
  ).toEqual([
    'with a body that does not parse',
    'for an order that is not there',
    'without body.a',
    'with body.a empty',
    'after POST /a',
    'where body.a > 3',
  ])
})
