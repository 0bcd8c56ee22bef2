import { expect, test } from 'vitest'
import { bind, compileExpression, parseExpression } from '#lang'
import { World } from '#state'
import { visitTests } from './tests-of-answer.ts'

const view = {
  method: 'GET',
  target: '/orders?limit=2',
  segments: ['orders'],
  query: { limit: '2', 'filter[state]': ['a', 'b'] },
  header: { 'if-match': '"1"', host: 'x' },
  body: { a: null, lines: [{ sku: 'x', parts: [{ n: 1 }] }] },
  malformed: false,
}
const answered = { view, value: [{ id: 1 }, { id: 2, state: 'open' }], asked: [['POST /orders', 2]], touched: [] } as const

function testsOf(): string[] {
  const tests: string[] = []
  visitTests(answered, (text) => tests.push(text))
  return [...new Set(tests)]
}

test('every test holds in the language of the model', () => {
  const context = { names: new Set(['answer']), view: () => undefined, hasCollection: () => false }
  const environment = {
    ...view,
    path: {},
    nowMs: 0,
    world: new World(),
    minting: { next: () => 0, random: () => '', draw: () => 0, token: () => '' },
    history: { asked: () => 2, touched: () => 0, routes: [] },
    locals: {},
    seal: (text: string) => text,
  }
  for (const text of testsOf())
    expect([text, compileExpression(parseExpression(text), context)(bind(environment, 'answer', answered.value))]).toEqual([text, true])
})

test('they are about what was asked, what was answered, and what was asked before', () => {
  expect(testsOf()).toEqual(
    expect.arrayContaining([
      'has(query.limit)',
      'query["filter[state]"].exists(i, i == "a")',
      'has(header["if-match"])',
      'body.a == null',
      'body.lines.exists(i, i.parts.exists(j, j.n == 1))',
      'size(answer) > 1',
      'answer.exists(i, i.state == "open")',
      'asked("POST /orders")',
      'asked("POST /orders", 2)',
    ]),
  )
  expect(testsOf().some((text) => text.includes('host'))).toBe(false)
})
