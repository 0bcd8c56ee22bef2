import { expect, test } from 'vitest'
import type { Exchange } from '#http'
import { learn } from '../learn.ts'

const hidden = ['kiwi', 'fig', 'plum', 'lime'] as const

/** Fruits in the order of names that were scrubbed, which is not that of the tokens: the first two shown are never without a colour. */
function session(at: number, { showsAll = true } = {}) {
  const fruits = hidden.map((name, index) => ({
    id: `${at}${index}`,
    name: `${name}-${at}`,
    token: `${String.fromCharCode(109 - ((index * 5 + at * 3) % 12))}${at}x${index}`,
    colour: index % 2 === 0 ? null : `hue ${at} ${index}`,
  }))
  const shown = ({ id, token, colour }: (typeof fruits)[number]) => ({ id, name: token, colour })
  const sorted = [...fruits].sort((a, b) => (a.name < b.name ? -1 : 1)).map(shown)
  const asks = [
    ...fruits.map((fruit) => ['POST', '/fruits', { name: fruit.token, colour: fruit.colour }, 201, shown(fruit)] as const),
    ...[1, 1, 1].map((limit) => ['GET', `/fruits?sort=name&limit=${limit}`, undefined, 200, sorted.slice(0, limit)] as const),
    ...(showsAll ? [['GET', '/fruits', undefined, 200, fruits.map(shown)] as const] : []),
  ]
  const text = (value: unknown) => new TextEncoder().encode(value === undefined ? '' : JSON.stringify(value))
  const json = [['content-type', 'application/json'] as const]
  const exchanges = asks.map(
    ([method, target, sent, status, body], index): Exchange => ({
      index,
      startedAtMs: index * 1000,
      endedAtMs: index * 1000 + 5,
      request: { method, target, headers: sent ? json : [], body: text(sent) },
      response: { status, headers: json, body: text(body) },
    }),
  )
  return { id: `s${at}`, tags: [], startedAtMs: at, upstream: 'http://localhost:1', origin: 'http://localhost:1', exchanges }
}

function whereOf(sessions: readonly ReturnType<typeof session>[]): string {
  const list = learn(sessions).model.routes.find(({ method, path }) => method === 'GET' && path === '/fruits')
  return JSON.stringify(list?.variants.flatMap((variant) => variant.do ?? []))
}

test('a list is not said to leave out members that it has shown, however many pages that would explain', () => {
  expect(whereOf([1, 2, 3, 4, 5].map((at) => session(at)))).not.toContain('self.colour')
})

test('where no list has shown such members it may', () => {
  expect(whereOf([1, 2, 3, 4, 5].map((at) => session(at, { showsAll: false })))).toContain('self.colour != null')
})
