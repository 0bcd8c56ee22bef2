import { describe, expect, test } from 'vitest'
import { type Line, session, twinOf } from './service-for-tests.ts'

interface Part {
  readonly sku: string
  readonly count: number
}
type Say = (at: number, part: Part) => unknown

const of = (...counts: number[]): Part[] => counts.map((count, at) => ({ sku: `sku-${at}${count + 7}`, count }))

function lines(say: Say): Line[] {
  let id = 0
  const order = (parts: readonly Part[]): Line => {
    const bad = parts.findIndex(({ count }) => count < 1)
    if (bad >= 0) return ['POST', '/orders', { lines: parts }, 422, say(bad, parts[bad] as Part)]
    id++
    return ['POST', '/orders', { lines: parts }, 201, { id, lines: parts }]
  }
  return [of(2, 1), of(3, 0), of(0, 4), of(5, 1, 2), of(1, 2, 0), of(1, 2, -3, 4), of(4)].map(order)
}

const twinThat = (say: Say) => twinOf([0, 1, 2].map((at) => session(at, lines(say))))
const refusals: readonly (readonly [string, Say])[] = [
  ['a path in a list', (at, { count }) => ({ detail: [{ loc: ['body', 'lines', at, 'count'], msg: 'must be positive', input: count }] })],
  ['brackets', (at) => ({ error: `"lines[${at}].count" must be positive` })],
  ['a pointer', (at) => ({ errors: [{ pointer: `/lines/${at}/count`, title: 'must be positive' }] })],
  ['dots', (at) => ({ field: `lines.${at}.count`, problem: 'must be positive' })],
]

describe('a refusal says which item of a list it is about', () => {
  test.each(refusals)('%s', (_, say) => {
    const ask = twinThat(say)
    expect(ask('POST', '/orders', { lines: of(1, 9) }).status).toBe(201)
    for (const bad of [0, 1, 2, 3]) {
      const parts = of(1, 2, 3, 4, 5).map((part, at) => (at === bad ? { sku: 'sku-of-none', count: -2 } : part))
      expect(ask('POST', '/orders', { lines: parts })).toMatchObject({ status: 422, body: say(bad, parts[bad] as Part) })
    }
  })

  test('the first of several', () => {
    const [, [, say]] = refusals as [(typeof refusals)[0], (typeof refusals)[0]]
    expect(twinThat(say)('POST', '/orders', { lines: of(1, 0, 3, 0) }).body).toEqual(say(1, of(0)[0] as Part))
  })
})
