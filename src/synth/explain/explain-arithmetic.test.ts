import { describe, expect, test } from 'vitest'
import { printTemplate, type Value } from '#lang'
import { passesOf, sessionsOf } from '../sessions-for-tests.ts'
import { explainValue } from './explain-value.ts'

/** What the answers to POSTs of what is sent are made of; one session each. */
function posts(...pairs: readonly (readonly [sent: unknown, came: unknown])[]): unknown {
  const { calls, context } = passesOf(
    sessionsOf(...pairs.map(([sent, came]) => `POST /things ${JSON.stringify(sent)} -> 200 ${JSON.stringify(came)}`)),
  )
  const observations = calls.flat().map((call) => ({ scope: context.scopes.create(call), target: call.body.value as Value }))
  return printTemplate(explainValue(observations, context, { path: [] }).template)
}

describe('numbers made of numbers', () => {
  test('a product, rounded to cents', () => {
    const lines = [
      [19.99, 3, 59.97],
      [4.35, 7, 30.45],
      [12.5, 2, 25],
      [0.99, 11, 10.89],
    ] as const
    expect(posts(...lines.map(([price, quantity, amount]) => [{ price, quantity }, { amount }] as const))).toEqual({
      amount: { $: 'round(body.price * body.quantity, 2)' },
    })
  })

  test('a rate of the difference of two', () => {
    const sales = [
      [120.4, 20.15, 19.05],
      [77.1, 5.5, 13.6],
      [312.99, 0, 59.47],
      [45.25, 11.3, 6.45],
    ] as const
    expect(posts(...sales.map(([gross, discount, tax]) => [{ gross, discount }, { tax }] as const))).toEqual({
      tax: { $: 'round((body.gross - body.discount) * 0.19, 2)' },
    })
  })

  test('what is left out counts as none', () => {
    const sales = [
      [100.5, 0.1, 10.05],
      [88.25, undefined, 0],
      [61.2, 0.25, 15.3],
      [12.4, 0.5, 6.2],
      [47.3, undefined, 0],
    ] as const
    expect(posts(...sales.map(([total, rate, discount]) => [{ total, rate }, { discount }] as const))).toEqual({
      discount: { $: 'coalesce(body.rate, 0) * body.total' },
    })
  })

  test('what is mostly nothing is added where it is something, if nothing speaks against it', () => {
    const bills = [
      [1204, 0],
      [771, 0],
      [3129, 0],
      [452, 0],
      [1870, 135],
      [933, 246],
    ] as const
    expect(posts(...bills.map(([price, fee]) => [{ price, fee }, { due: price + fee }] as const))).toEqual({
      due: { $: 'body.fee + body.price' },
    })
  })

  test('other units, in whole numbers', () => {
    const times = [31, 75, 148, 512, 1405, 959].map(
      (minutes) => [{ minutes }, { seconds: minutes * 60, hours: Math.floor(minutes / 60) }] as const,
    )
    expect(posts(...times)).toEqual({ seconds: { $: 'body.minutes * 60' }, hours: { $: 'floor(body.minutes / 60)' } })
  })

  test('small numbers that fit by chance are no formula', () => {
    const pairs = [
      [1, 2, 3],
      [2, 1, 3],
      [2, 2, 4],
    ] as const
    expect(JSON.stringify(posts(...pairs.map(([a, b, c]) => [{ a, b, x: 'x' }, { c }] as const)))).not.toContain('+')
  })
})

describe('parts of one map that are made of others', () => {
  test('tax of a subtotal, a total of both, an address of a slug', () => {
    const sales = [
      [19.99, 3, 'Snow Hare'],
      [4.35, 7, 'Red Fox'],
      [12.5, 2, 'Grey Heron Nine'],
      [7.77, 5, 'Tiny Wren'],
    ] as const
    const cents = (amount: number) => Math.round(Number(`${amount}e2`)) / 100
    const answers = sales.map(([price, quantity, name]) => {
      const subtotal = cents(price * quantity)
      const tax = cents(subtotal * 0.25)
      const slug = name.toLowerCase().replaceAll(' ', '-')
      return [
        { price, quantity, name },
        { slug, url: `/things/${slug}.html`, subtotal, tax, total: cents(subtotal + tax) },
      ] as const
    })
    expect(posts(...answers)).toEqual({
      slug: { $: 'slug(body.name)' },
      url: { $: '"/things/" + slug(body.name) + ".html"' },
      subtotal: { $: 'round(body.price * body.quantity, 2)' },
      tax: { $: 'round(round(body.price * body.quantity, 2) * 0.25, 2)' },
      total: { $: 'round(round(body.price * body.quantity, 2) * 1.25, 2)' },
    })
  })
})

describe('texts made of texts', () => {
  test('put together of texts of several words', () => {
    const titles = [
      ['Snow Hare', 'Ada Moreau'],
      ['Fox', 'Bo Lind'],
      ['Heron of the Lake', 'Cleo von Haas'],
    ] as const
    expect(posts(...titles.map(([title, author]) => [{ title, author }, { line: `${title} by ${author}` }] as const))).toEqual({
      line: { $: '"" + body.title + " by " + body.author' },
    })
  })

  test('beginnings, ends and what a separator parts off', () => {
    const cards = [
      ['Ada Moreau', '4242424242421234', 'ada@example.com'],
      ['Bo Lind', '5555444433339876', 'bo@example.org'],
      ['Cleo Haas', '4000123412340007', 'cleo@example.net'],
    ] as const
    const answers = cards.map(
      ([name, number, email]) =>
        [
          { name, number, email },
          { initial: name[0], last4: number.slice(-4), host: email.split('@')[1], code: name.slice(0, 3).toUpperCase().trim() },
        ] as const,
    )
    expect(posts(...answers)).toMatchObject({
      initial: { $: 'substring(body.name, 0, 1)' },
      last4: { $: 'substring(body.number, -4)' },
      host: { $: 'split(body.email, "@")[1]' },
    })
  })

  test('numbers filled up with zeros', () => {
    const numbers = [7, 12, 133, 9].map((number) => [{ number }, { label: `No. ${String(number).padStart(5, '0')}` }] as const)
    expect(posts(...numbers)).toEqual({ label: { $: '"No. " + pad(body.number, 5)' } })
  })
})
