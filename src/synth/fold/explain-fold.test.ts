import { describe, expect, test } from 'vitest'
import { learn } from '../learn.ts'
import { sessionsOf } from '../sessions-for-tests.ts'

/** The fields of the plain answer of a route that are not shown as they are kept, and those that are worked out whenever an entity is read. */
function computed(label: string, ...tables: readonly string[]): Record<string, unknown> {
  const { model } = learn(sessionsOf(...tables))
  const [method, path] = label.split(' ')
  const route = model.routes.find((each) => each.method === method && each.path === path)
  const body = route?.variants.find(({ status }) => status < 300)?.body?.value as { readonly [key: string]: { readonly $?: string } }
  const derived = Object.values(model.collections).flatMap((collection) => Object.entries(collection.derived ?? {}))
  const shown = Object.entries(body).flatMap(([key, value]) =>
    typeof value === 'object' && /[(]/.test(value.$ ?? '') ? [[key, value.$]] : [],
  )
  return Object.fromEntries([...derived, ...shown])
}

function fill(template: string, values: Record<string, unknown>): string {
  return template.replace(/<(\w+)>/g, (_, name) => JSON.stringify(values[name]))
}

describe('the entities that hold the key', () => {
  const session = (a: number, b: number, c: number) =>
    fill(
      `POST /projects {"name":"P1"} -> 201 {"id":1,"name":"P1"}
       POST /projects {"name":"P2"} -> 201 {"id":2,"name":"P2"}
       GET /projects/1 -> 200 {"id":1,"name":"P1","spent":0,"open_tasks":0,"longest":null}
       POST /tasks {"project_id":1,"hours":<a>,"done":false} -> 201 {"id":1,"project_id":1,"hours":<a>,"done":false}
       GET /projects/1 -> 200 {"id":1,"name":"P1","spent":<a>,"open_tasks":1,"longest":<a>}
       POST /tasks {"project_id":2,"hours":<b>,"done":false} -> 201 {"id":2,"project_id":2,"hours":<b>,"done":false}
       GET /projects/1 -> 200 {"id":1,"name":"P1","spent":<a>,"open_tasks":1,"longest":<a>}
       GET /projects/2 -> 200 {"id":2,"name":"P2","spent":<b>,"open_tasks":1,"longest":<b>}
       POST /tasks {"project_id":1,"hours":<c>,"done":true} -> 201 {"id":3,"project_id":1,"hours":<c>,"done":true}
       GET /projects/1 -> 200 {"id":1,"name":"P1","spent":<ac>,"open_tasks":1,"longest":<c>}
       POST /tasks {"project_id":1,"hours":<a>,"done":false} -> 201 {"id":4,"project_id":1,"hours":<a>,"done":false}
       GET /projects/1 -> 200 {"id":1,"name":"P1","spent":<aca>,"open_tasks":2,"longest":<c>}
       DELETE /tasks/1 -> 204
       GET /projects/1 -> 200 {"id":1,"name":"P1","spent":<ac>,"open_tasks":1,"longest":<c>}`,
      { a, b, c, ac: a + c, aca: a + c + a },
    )

  test('are added up, counted where they meet a condition, and the largest is found', () => {
    const fields = computed('GET /projects/{project_id}', session(1.5, 2.25, 8.5), session(3.75, 0.5, 6.25), session(4.5, 5.75, 7.5))
    expect(fields).toEqual({
      spent: 'sum(list("task").filter(e, e.project_id == self.id).map(e, e.hours))',
      open_tasks: 'size(list("task").filter(e, e.project_id == self.id && e.done == false))',
      longest: 'coalesce(max(list("task").filter(e, e.project_id == self.id).map(e, e.hours)), null)',
    })
  })

  test('one sum that is named after what it adds up is enough', () => {
    const one = `
      POST /projects {"name":"P1"} -> 201 {"id":1,"name":"P1"}
      POST /tasks {"project_id":1,"hours":2.25} -> 201 {"id":1,"project_id":1,"hours":2.25}
      POST /tasks {"project_id":1,"hours":4.5} -> 201 {"id":2,"project_id":1,"hours":4.5}
      GET /tasks/1 -> 200 {"id":1,"project_id":1,"hours":2.25}
      GET /projects/1 -> 200 {"id":1,"name":"P1","spent_hours":6.75}
      POST /projects {"name":"P2"} -> 201 {"id":2,"name":"P2"}
      GET /projects/2 -> 200 {"id":2,"name":"P2","spent_hours":0}
      POST /tasks {"project_id":2,"hours":2} -> 201 {"id":3,"project_id":2,"hours":2}
      GET /projects/2 -> 200 {"id":2,"name":"P2","spent_hours":2}
      POST /tasks {"project_id":2,"hours":3} -> 201 {"id":4,"project_id":2,"hours":3}
      GET /projects/2 -> 200 {"id":2,"name":"P2","spent_hours":5}`
    expect(computed('GET /projects/{project_id}', one)).toEqual({
      spent_hours: 'sum(list("task").filter(e, e.project_id == self.id).map(e, e.hours))',
    })
  })
})

describe('the items of what is sent', () => {
  const round = (value: number) => Math.round(value * 100) / 100
  const order = (...lines: readonly (readonly [price: number, quantity: number])[]) => {
    const items = lines.map(([price, quantity]) => ({ price, quantity }))
    const total = lines.reduce((sum, [price, quantity]) => sum + price * quantity, 0)
    const average = lines.reduce((sum, [price]) => sum + price, 0) / lines.length
    const came = { id: 1, total: round(total), average: round(average) }
    return `POST /orders ${JSON.stringify({ items })} -> 201 ${JSON.stringify(came)}`
  }

  test('are multiplied and added up, and rounded as the service rounds', () => {
    const { model } = learn(
      sessionsOf(order([1.25, 2], [3.1, 3]), order([2.15, 7]), order([0.99, 3], [4.45, 2], [7.77, 1]), order([12.35, 2], [0.15, 9])),
    )
    const text = JSON.stringify(model.routes)
    expect(text).toContain('round(sum(body.items.map(e, e.price * e.quantity)), 2)')
    expect(text).toContain('round(avg(body.items.map(e, e.price)) * 100) / 100')
  })
})

test('values that no list gives stay what they are', () => {
  const fields = computed(
    'GET /things/{thing_id}',
    ...[7, 3, 9].map(
      (weight, at) => `
      POST /things {"weight":${weight}} -> 201 {"id":1,"weight":${weight}}
      POST /parts {"thing_id":1,"size":${at + 4}} -> 201 {"id":1,"thing_id":1,"size":${at + 4}}
      GET /things/1 -> 200 {"id":1,"weight":${weight}}`,
    ),
  )
  expect(fields).toEqual({})
})
