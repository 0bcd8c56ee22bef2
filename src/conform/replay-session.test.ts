import { describe, expect, test } from 'vitest'
import type { HttpRequest } from '#http'
import { prepareSessions } from './prepared-session.ts'
import { type ReplayAnswer, replaySession } from './replay-session.ts'
import type { ExchangeReport } from './report.ts'
import { createSession, type ShortExchange, toBytes } from './session-for-tests.ts'

const a = '7d9f0a0e-8a0c-4f27-9a35-2f3a1c1d9b11'
const b = '0b0f8f6a-1111-4abc-8def-001122334455'
const role = 'fafbfcfd-8cd4-48f3-a4f4-a201fb2f09b9'

/** Replays the exchanges on a target that gives the answers one after another; `asked` are the requests that it got. */
function replay(exchanges: readonly ShortExchange[], answers: readonly (readonly [status: number, body: unknown, miss?: 'miss'])[]) {
  const [session] = prepareSessions([createSession('one', exchanges)])
  if (session === undefined) throw new Error('no session')
  const asked: HttpRequest[] = []
  const report = replaySession(session, (request): ReplayAnswer => {
    const [status, body, provenance] = answers[asked.length] ?? [0, '']
    asked.push(request)
    return { response: { status, headers: [['content-type', 'application/json']], body: toBytes(body) }, provenance }
  })
  return { report, asked, found: report.exchanges.map(outline) }
}

function outline({ divergences }: ExchangeReport): string[] {
  return divergences.map(({ path, category }) => `${path} ${category}`)
}

describe('a replay', () => {
  test('follows the ids of the target', () => {
    const { asked, report } = replay(
      [
        ['POST /orders', { name: 'lamp' }, 201, { id: a, name: 'lamp' }],
        [`GET /orders/${a}`, undefined, 200, { id: a, name: 'lamp' }],
        ['POST /lines', { order_id: a }, 201, { order_id: a, n: 1 }],
      ],
      [
        [201, { id: b, name: 'lamp' }],
        [200, { id: b, name: 'lamp' }],
        [201, { order_id: b, n: 1 }],
      ],
    )
    expect(asked.map(({ target }) => target)).toEqual(['/orders', `/orders/${b}`, '/lines'])
    expect(new TextDecoder().decode(asked[2]?.body)).toBe(`{"order_id":"${b}"}`)
    expect(report).toMatchObject({ passRate: 1, passed: true })
    expect(report.exchanges.every((exchange) => exchange.indistinguishable)).toBe(true)
  })

  test('T57 reports a changed constant at exactly its path', () => {
    const order = { id: a, status: 'draft', items: [{ total: 10 }, { total: 20 }] }
    const { found } = replay([['POST /orders', {}, 201, order]], [[201, { ...order, id: b, items: [{ total: 10 }, { total: 21 }] }]])
    expect(found).toEqual([['body.items[1].total value_mismatch']])
  })

  test('T58 fails a list that is empty where the service never gave one', () => {
    const { report, found } = replay([['GET /orders', undefined, 200, { items: [{ id: 1 }] }]], [[200, { items: [] }]])
    expect(found).toEqual([['body.items array_length_mismatch']])
    expect(report.passed).toBe(false)
  })

  test('T59 never lets a miss pass, but for the same refusal', () => {
    const { found, report } = replay(
      [
        ['DELETE /orders/1', undefined, 204, undefined],
        ['GET /nothing', undefined, 404, { error: 'no such route' }],
      ],
      [
        [204, undefined, 'miss'],
        [404, { error: 'no such route' }, 'miss'],
      ],
    )
    expect(found).toEqual([['status twin_miss'], []])
    expect(report.exchanges.map(({ passed }) => passed)).toEqual([false, true])
  })

  test('T61 of nothing does not pass', () => {
    expect(replay([], []).report.passed).toBe(false)
  })

  test('skips what the service never answered', () => {
    const whole = createSession('one', [['GET /a', undefined, 200, {}]])
    const [exchange] = whole.exchanges
    if (exchange === undefined) throw new Error('no exchange')
    const failed = { ...exchange, failure: { kind: 'upstream-unreachable', message: 'refused' } as const }
    const [session] = prepareSessions([{ ...whole, exchanges: [failed] }])
    expect(session).toMatchObject({ skipped: 1, exchanges: [] })
  })

  test('reads the service by either of its addresses as the twin', () => {
    const links = {
      self: 'https://api.example.com/orders/1',
      next: 'http://localhost:8080/orders?page=2',
      doc: 'https://docs.example.com/',
    }
    const own = { self: 'http://twin.test/orders/1', next: 'http://twin.test/orders?page=2', doc: 'https://docs.example.com/' }
    expect(replay([['GET /a', undefined, 200, links]], [[200, own]]).found).toEqual([[]])
    expect(replay([['GET /a', undefined, 200, links]], [[200, links]]).found).toEqual([
      ['body.self value_mismatch', 'body.next value_mismatch'],
    ])
  })
})

test('what two sessions show in the same place is a constant', () => {
  const made = (id: string): ShortExchange => ['POST /users', {}, 201, { id, role }]
  const sessions = [createSession('one', [made(a)]), createSession('two', [made(b)])]
  const [prepared] = prepareSessions(sessions)
  if (prepared === undefined) throw new Error('no session')
  const answer = { id: '5c7d7e1f-2222-4abc-9def-665544332211', role: 'e1e2e3e4-3333-4abc-bdef-9988776655ff' }
  const target = () => ({ response: { status: 201, headers: [['content-type', 'application/json']] as const, body: toBytes(answer) } })
  expect(replaySession(prepared, target).exchanges.map(outline)).toEqual([['body.role value_mismatch']])
})

test('a list that the service gives in any order has none', () => {
  const tags = (...names: string[]): ShortExchange => ['GET /tags', undefined, 200, { tags: names }]
  const answer = (...names: string[]) => [200, { tags: names }] as const
  const shuffled = replay([tags('a', 'b', 'c'), tags('b', 'a', 'c')], [answer('a', 'b', 'c'), answer('a', 'b', 'c')])
  expect(shuffled.found).toEqual([[], []])
  const kept = replay(
    [tags('a', 'b', 'c'), ['POST /sort', {}, 200, {}], tags('b', 'a', 'c')],
    [answer('a', 'b', 'c'), [200, {}], answer('a', 'b', 'c')],
  )
  expect(kept.found).toEqual([[], [], ['body.tags order_mismatch']])
})
