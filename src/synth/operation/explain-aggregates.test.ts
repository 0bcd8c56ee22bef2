import { expect, test } from 'vitest'
import { learn } from '../learn.ts'
import { sessionsOf } from '../sessions-for-tests.ts'

const session = (prices: readonly [number, number, number]) => {
  const items = prices.map((price, at) => ({ id: at + 1, kind: at === 1 ? 'b' : 'a', price }))
  const total = prices[0] + prices[1] + prices[2]
  return `
    ${items.map((item) => `POST /items ${JSON.stringify({ kind: item.kind, price: item.price })} -> 201 ${JSON.stringify(item)}`).join('\n')}
    GET /items/1 -> 200 ${JSON.stringify(items[0])}
    GET /items -> 200 ${JSON.stringify({ data: items })}
    GET /items?calc[sum]=price&calc[count]=* -> 200 {"data":[{"sum":{"price":${total}},"count":3}]}
    GET /items?calc[max]=price&by=kind -> 200 {"data":[{"kind":"a","max":{"price":${Math.max(prices[0], prices[2])}}},{"kind":"b","max":{"price":${prices[1]}}}]}
    GET /items -> 200 ${JSON.stringify({ data: items })}`
}

test('rows that a client asks for in place of a list, under whatever names', () => {
  const { model } = learn(sessionsOf(session([1.5, 4, 2.25]), session([3, 8.5, 7]), session([9.25, 2, 6.5])))
  const route = model.routes.find(({ method, path }) => method === 'GET' && path === '/items')
  expect(route?.variants.at(-1)?.body?.value).toMatchObject({
    data: {
      $if: 'has(brackets(query, "calc"))',
      then: { $: 'aggregate(page.items, brackets(query, "calc"), coalesce(query.by, brackets(query, "by")))' },
      else: { $each: 'page.items' },
    },
  })
})
