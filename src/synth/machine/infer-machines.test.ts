import { describe, expect, test } from 'vitest'
import { printMachines } from '#model'
import { learn } from '../learn.ts'
import { sessionsOf } from '../sessions-for-tests.ts'

const order = (id: number, state: string, at: number) => `{"id":${id},"title":"Order ${at}","state":"${state}","colour":"red"}`
const table = (at: number) => `
  POST /orders {"title":"Order ${at}","colour":"red"} -> 201 ${order(1, 'draft', at)}
  PATCH /orders/1 {"ship":true} -> 409 {"error":"not confirmed"}
  PATCH /orders/1 {"confirm":true} -> 200 ${order(1, 'confirmed', at)}
  GET /orders/1 -> 200 ${order(1, 'confirmed', at)}
  PATCH /orders/1 {"ship":true} -> 200 ${order(1, 'shipped', at)}
  GET /orders/1 -> 200 ${order(1, 'shipped', at)}
  PATCH /orders/1 {"colour":"blue"} -> 200 ${order(1, 'shipped', at).replace('red', 'blue')}
  GET /orders/1 -> 200 ${order(1, 'shipped', at).replace('red', 'blue')}
  POST /orders {"title":"More ${at}","colour":"red"} -> 201 ${order(2, 'draft', at).replace('Order', 'More')}
  PATCH /orders/2 {"ship":true} -> 409 {"error":"not confirmed"}
  PATCH /orders/2 {"confirm":true} -> 200 ${order(2, 'confirmed', at).replace('Order', 'More')}
  GET /orders/2 -> 200 ${order(2, 'confirmed', at).replace('Order', 'More')}`

describe('state machines', () => {
  const { machines = [] } = learn(sessionsOf(table(1), table(2), table(3))).model

  test('are fields that go from state to state, with what moves them and what is refused', () => {
    expect(machines).toHaveLength(1)
    expect(machines[0]).toMatchObject({
      field: 'order.state',
      initial: ['draft'],
      states: ['confirmed', 'draft', 'shipped'],
      transitions: [
        { from: 'confirmed', to: 'shipped', on: 'PATCH /orders/{order_id}', count: 3 },
        { from: 'draft', to: 'confirmed', on: 'PATCH /orders/{order_id}', count: 6 },
      ],
    })
    const [refused] = machines[0]?.refused ?? []
    expect(refused).toMatchObject({ on: 'PATCH /orders/{order_id}', status: 409 })
    expect(refused?.from).toContain('draft')
  })

  test('are none where the client just sets a field', () => {
    expect(machines.some(({ field }) => field === 'order.colour')).toBe(false)
  })

  test('are YAML for people', () => {
    expect(printMachines(machines)).toContain('machines:\n  order.state:\n    initial: [draft]\n    states: [confirmed, draft, shipped]')
  })
})
