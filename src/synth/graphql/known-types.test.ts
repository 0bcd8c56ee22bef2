import { expect, test } from 'vitest'
import { twinOf } from '../guard/service-for-tests.ts'
import { sessionsOf } from '../sessions-for-tests.ts'

/** A service whose items are made by REST and read by GraphQL, too; there ids are texts. */
function shopSession(titles: readonly string[]): string {
  const items = titles.map((title, at) => ({ id: at + 1, title, price: 10 * (at + 2) }))
  const lines = items.map(
    (item) => `POST /items ${JSON.stringify({ title: item.title, price: item.price })} -> 201 ${JSON.stringify(item)}`,
  )
  for (const item of items) lines.push(`GET /items/${item.id} -> 200 ${JSON.stringify(item)}`)
  const ask = (query: string, variables: object, data: object) =>
    lines.push(`POST /graphql ${JSON.stringify({ query, variables })} -> 200 ${JSON.stringify({ data })}`)
  const shown = items.map(({ id, title }) => ({ id: String(id), title }))
  ask('query($n: Int) { items(limit: $n, sort: ["-price"]) { id title } }', { n: 2 }, { items: [...shown].reverse().slice(0, 2) })
  ask('query($n: Int) { items(limit: $n, sort: ["price"]) { id title } }', { n: 1 }, { items: shown.slice(0, 1) })
  ask(
    'query($id: ID!) { items_by_id(id: $id) { title price } }',
    { id: '2' },
    { items_by_id: { title: items[1]?.title, price: items[1]?.price } },
  )
  return lines.join('\n')
}

test('GraphQL beside REST reads the entities that REST makes', () => {
  const ask = twinOf(
    sessionsOf(shopSession(['amber', 'copper', 'silver']), shopSession(['wool', 'linen']), shopSession(['oak', 'pine', 'elm', 'ash'])),
  )
  ask('POST', '/items', { title: 'brave', price: 70 })
  ask('POST', '/items', { title: 'calm', price: 30 })
  const query = (text: string, variables: object) => ask('POST', '/graphql', { query: text, variables }).body
  expect(query('query($n: Int) { items(limit: $n, sort: ["price"]) { id title price } }', { n: 5 })).toEqual({
    data: {
      items: [
        { id: '2', title: 'calm', price: 30 },
        { id: '1', title: 'brave', price: 70 },
      ],
    },
  })
  expect(query('{ items_by_id(id: "1") { id title } }', {})).toEqual({ data: { items_by_id: { id: '1', title: 'brave' } } })
})
