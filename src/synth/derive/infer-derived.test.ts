import { describe, expect, test } from 'vitest'
import type { RecordedSession } from '#recording'
import { type Line, session } from '../guard/service-for-tests.ts'
import { passesOf } from '../sessions-for-tests.ts'
import { inferDerived } from './infer-derived.ts'

/** Derived fields by collection and path. */
function derivedOf(sessions: readonly RecordedSession[]): Record<string, Readonly<Record<string, string>>> {
  const { timeline, collections } = passesOf(sessions)
  inferDerived(timeline)
  return Object.fromEntries(collections.flatMap(({ name, derived }) => (derived ? [[name, derived]] : [])))
}

/** Moments of a session, `s` seconds from its start. */
const clock = (at: number) => (s: number) => new Date(Date.UTC(2026, 0, 1 + at) + s * 1000).toISOString()

function offers(at: number): RecordedSession {
  const time = clock(at)
  const offer = (id: string, from: number, until: number) => ({ id, name: `Offer ${at} ${id}`, from: time(from), until: time(until) })
  const a = offer(`a${at}`, -100, 4.5)
  const b = offer(`b${at}`, 500, 900)
  const c = offer(`c${at}`, -100, 500)
  const lines: Line[] = [
    ['POST', '/offers', a, 201, { ...a, state: 'running' }],
    ['POST', '/offers', b, 201, { ...b, state: 'planned' }],
    ['POST', '/offers', c, 201, { ...c, state: 'running' }],
    ['GET', `/offers/${a.id}`, undefined, 200, { ...a, state: 'running' }],
    ['GET', `/offers/${b.id}`, undefined, 200, { ...b, state: 'planned' }],
    ['GET', `/offers/${a.id}`, undefined, 200, { ...a, state: 'over' }],
    ['GET', `/offers/${c.id}`, undefined, 200, { ...c, state: 'running' }],
    [
      'GET',
      '/offers',
      undefined,
      200,
      [
        { ...a, state: 'over' },
        { ...b, state: 'planned' },
        { ...c, state: 'running' },
      ],
    ],
  ]
  return session(at, lines)
}

test('a state that the clock decides', () => {
  const derived = derivedOf([offers(0), offers(1)])
  expect(derived.offer?.state).toMatch(/moment\(self\.(from|until)\) (>|<=) now \? /)
  expect(derived.offer?.state).toContain('self.until')
})

test('what clients send is no work of the clock, though it goes with it', () => {
  const offered = (at: number): RecordedSession => {
    const time = clock(at)
    const offer = (id: string, until: number, state: string) => ({ id: `${id}${at}`, name: `Offer ${at} ${id}`, until: time(until), state })
    const all = [offer('a', -50, 'over'), offer('b', 900, 'running'), offer('c', -90, 'over'), offer('d', 700, 'running')]
    return session(
      at,
      all.flatMap((each): Line[] => [
        ['POST', '/offers', each, 201, each],
        ['GET', `/offers/${each.id}`, undefined, 200, each],
      ]),
    )
  }
  expect(derivedOf([offered(0), offered(1)])).toEqual({})
})

test('moments that always lie in the past decide nothing', () => {
  const issue = (at: number): Line[] => {
    const time = clock(at)
    const open = { id: `i${at}`, title: `Issue ${at}`, closed_at: null, state: 'open' }
    return [
      ['POST', '/issues', { title: open.title }, 201, open],
      ['GET', `/issues/${open.id}`, undefined, 200, open],
      ['POST', `/issues/${open.id}/close`, undefined, 200, { ...open, closed_at: time(2), state: 'closed' }],
      ['GET', `/issues/${open.id}`, undefined, 200, { ...open, closed_at: time(2), state: 'closed' }],
    ]
  }
  expect(derivedOf([session(0, issue(0)), session(1, issue(1)), session(2, issue(2))])).toEqual({})
})

test('what names an entity is no sum of its parts, though links repeat it', () => {
  const shown = (id: number, ...rels: string[]) => ({
    id,
    title: `Ticket ${id}`,
    links: [{ id, rel: 'self' }, ...rels.map((rel) => ({ rel }))],
  })
  const ticket = (id: number): Line[] => [
    ['POST', '/tickets', { title: `Ticket ${id}` }, 201, { id: String(id) }],
    ['GET', `/tickets/${id}`, undefined, 200, shown(id, 'history')],
    ['POST', `/tickets/${id}/take`, undefined, 204, undefined],
    ['GET', `/tickets/${id}`, undefined, 200, shown(id, 'history', 'steal')],
  ]
  const derived = derivedOf([0, 1, 2].map((at) => session(at, [...ticket(1 + at), ...ticket(11 + at)])))
  expect(derived.ticket ?? {}).not.toHaveProperty('id')
})

describe('what is made of others', () => {
  const policies = (at: number): RecordedSession => {
    const pod = (name: string, app: string) => ({ id: `${name}${at}`, labels: { app, zone: name } })
    const pods = [pod('ant', 'web'), pod('bee', 'web'), pod('cow', 'db'), pod('doe', 'db')]
    const rule = { id: `rule${at}`, selector: [{ key: 'app', value: 'web' }] }
    const other = { id: `other${at}`, selector: [{ key: 'zone', value: 'cow' }] }
    const shown = (rules: readonly (typeof rule)[]) =>
      pods.map((each) => {
        const by = rules.filter(({ selector }) =>
          selector.every(({ key, value }) => (each.labels as Record<string, string>)[key] === value),
        )
        return { ...each, boundBy: by.map(({ id }) => id), bound: by.length > 0 }
      })
    return session(at, [
      ...pods.map((each): Line => ['POST', '/pods', each, 201, { ...each, boundBy: [], bound: false }]),
      ['GET', '/pods', undefined, 200, shown([])],
      ['POST', '/policies', rule, 201, rule],
      ['GET', '/pods', undefined, 200, shown([rule])],
      ['POST', '/policies', other, 201, other],
      ['GET', '/pods', undefined, 200, shown([rule, other])],
      ['DELETE', `/policies/${rule.id}`, undefined, 204, undefined],
      ['GET', '/pods', undefined, 200, shown([other])],
      ['GET', `/policies/${other.id}`, undefined, 200, other],
    ])
  }
  const derived = derivedOf([policies(0), policies(1), policies(2)])

  test('lists the keys of those whose selectors its labels meet', () => {
    expect(derived.pod?.boundBy).toBe('list("policy").filter(found, selects(found.selector, self.labels)).map(found, found.id)')
  })

  test('and says whether there are any', () => {
    expect(derived.pod?.bound).toMatch(/size\(self\.boundBy\) (> 0 \? true : false|== 0 \? false : true)/)
  })
})

test('a number that goes with the list beside it follows from that, where the list changes', () => {
  const table = (at: number): RecordedSession => {
    const line = (n: number) => ({ id: n, count: at + n, price: 10 * n })
    const show = (lines: readonly ReturnType<typeof line>[]) => ({
      id: `order${at}`,
      title: `O${at}`,
      lines,
      total: lines.reduce((sum, { count, price }) => sum + count * price, 0),
    })
    const [none, one, two] = [show([]), show([line(1)]), show([line(1), line(2)])]
    return session(at, [
      ['POST', '/orders', { title: one.title }, 201, none],
      ['POST', `/orders/${one.id}/lines`, { count: at + 1, price: 10 }, 200, one],
      ['GET', `/orders/${one.id}`, undefined, 200, one],
      ['POST', `/orders/${one.id}/lines`, { count: at + 2, price: 20 }, 200, two],
      ['GET', `/orders/${one.id}`, undefined, 200, two],
    ])
  }
  expect(derivedOf([table(0), table(1), table(2)]).order).toEqual({ total: 'sum(self.lines.map(e, e.count * e.price))' })
})
