import { expect, test } from 'vitest'
import { type Line, session, twinOf } from '../guard/service-for-tests.ts'

const [a, b, c] = ['pear', 'fig', 'apple'].map((name, at) => ({ id: `k${at}`, name }))
const read = (one: { id: string; name: string } | undefined): Line => ['GET', `/fruits/${one?.id}`, undefined, 200, one]

test('what was there before stands in the order of plain lists, whatever is read first', () => {
  const lines: Line[] = [read(c), ['GET', '/fruits?name=fig', undefined, 200, [b]], read(b), ['GET', '/fruits', undefined, 200, [a, b, c]]]
  expect(twinOf([session(0, lines), session(1, lines)])('GET', '/fruits').body).toEqual([a, b, c])
})
