import { describe, expect, test } from 'vitest'
import { compileTwin } from '#engine'
import { encodeText } from '#http'
import { createSourceClock } from '#state'
import { learn } from '../learn.ts'
import { sessionsOf } from '../sessions-for-tests.ts'

/** Ids that look made up: of a session, the one with this number. */
const made = (at: number, number: number) =>
  Math.trunc(((Math.sin(at * 7 + number * 13) + 1) / 2) * 0xffffffff)
    .toString(16)
    .padStart(8, '0')
const item = (id: string, product: string, quantity: number) => `{"id":"item-${id}","product":"${product}","quantity":${quantity}}`

/** Two things are put into a basket that shows what is in it. */
function shopSession(at: number): string {
  const [basket, lamp, desk] = [`basket-${made(at, 1)}`, `product-${made(at, 2)}`, `product-${made(at, 3)}`]
  const [first, second] = [item(made(at, 4), lamp, at + 1), item(made(at, 5), desk, at + 3)]
  return `
    POST /products {"title":"Lamp ${at}"} -> 201 {"id":"${lamp}","title":"Lamp ${at}"}
    POST /products {"title":"Desk ${at}"} -> 201 {"id":"${desk}","title":"Desk ${at}"}
    GET /products/${lamp} -> 200 {"id":"${lamp}","title":"Lamp ${at}"}
    POST /baskets {} -> 201 {"id":"${basket}","items":[]}
    POST /baskets/${basket}/items {"product":"${lamp}","quantity":${at + 1}} -> 200 {"id":"${basket}","items":[${first}]}
    GET /baskets/${basket} -> 200 {"id":"${basket}","items":[${first}]}
    POST /baskets/${basket}/items {"product":"${desk}","quantity":${at + 3}} -> 200 {"id":"${basket}","items":[${first},${second}]}
    DELETE /baskets/${basket}/items/item-${made(at, 5)} -> 200 {"id":"${basket}","items":[${first}]}
    GET /baskets/${basket} -> 200 {"id":"${basket}","items":[${first}]}`
}

function openTwin(tables: readonly string[]) {
  const { model } = learn(sessionsOf(...tables))
  const session = compileTwin(model).createSession({
    seed: 1,
    clock: createSourceClock(() => 1_700_000_000_000),
    origin: 'http://twin.test',
  })
  return (target: string, body: unknown) => {
    const { response, provenance } = session.answer({
      method: 'POST',
      target,
      headers: [['content-type', 'application/json']],
      body: encodeText(JSON.stringify(body)),
    })
    return { provenance, body: JSON.parse(new TextDecoder().decode(response.body)) }
  }
}

describe('what is put into a basket that has it already', () => {
  const add = (post: ReturnType<typeof openTwin>, quantities: readonly number[]) => {
    const product = post('/products', { title: 'Rug' }).body.id
    const basket = post('/baskets', {}).body.id
    return quantities.map((quantity) => post(`/baskets/${basket}/items`, { product, quantity }))
  }

  test('adds to its number, as far as nothing says otherwise', () => {
    const [first, second] = add(openTwin([1, 2, 3, 4].map(shopSession)), [2, 5])
    expect(first?.body.items.map(({ quantity }: { quantity: number }) => quantity)).toEqual([2])
    expect(second?.body.items.map(({ quantity }: { quantity: number }) => quantity)).toEqual([7])
    expect([first?.provenance, second?.provenance]).toEqual(['learned', 'guess'])
  })

  test('stands there twice where the service lists it twice', () => {
    const twice = [5, 6].map((at) => {
      const [basket, lamp] = [`basket-${made(at, 1)}`, `product-${made(at, 2)}`]
      const [first, third] = [item(made(at, 4), lamp, at + 1), item(made(at, 6), lamp, 2)]
      return `${shopSession(at)}
        POST /baskets/${basket}/items {"product":"${lamp}","quantity":2} -> 200 {"id":"${basket}","items":[${first},${third}]}
        GET /baskets/${basket} -> 200 {"id":"${basket}","items":[${first},${third}]}`
    })
    const [, second] = add(openTwin([...[1, 2, 3, 4].map(shopSession), ...twice]), [2, 5])
    expect(second?.body.items.map(({ quantity }: { quantity: number }) => quantity)).toEqual([2, 5])
  })
})
