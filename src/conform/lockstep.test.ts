import { expect, test } from 'vitest'
import type { Exchange, HttpResponse } from '#http'
import { Lockstep } from './lockstep.ts'
import { prepareSessions } from './prepared-session.ts'
import { createSession, type ShortExchange, sessionStartMs, toBytes } from './session-for-tests.ts'

const first = 'http://127.0.0.1:3000'
const secondUrl = 'http://127.0.0.1:3001/api'

const open = (options: { secondUrl?: string } = { secondUrl }) =>
  new Lockstep({ id: 'session-1', startedAtMs: sessionStartMs, ownUrls: [first], recorded: [], clockToleranceMs: 5000, ...options })

/** The exchanges of a session as they come in, one by one. */
const exchangesOf = (...exchanges: ShortExchange[]): readonly Exchange[] => createSession('live', exchanges).exchanges

function respond(value: object, status = 200): HttpResponse {
  return { status, headers: [['Content-Type', 'application/json']], body: toBytes(value) }
}

const textOf = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes)

test('each gets the request with its own ids and address', () => {
  const [post, put] = exchangesOf(
    ['POST /notes', { title: 'a' }, 201, { id: 'k3x9ab', self: `${first}/notes/k3x9ab` }],
    ['PUT /notes/k3x9ab', { id: 'k3x9ab', self: `${first}/notes/k3x9ab` }, 200, { id: 'k3x9ab' }],
  ) as [Exchange, Exchange]
  const lockstep = open()
  const turn = lockstep.take(post)
  if (turn === undefined) throw new Error('no turn')
  const own = (id: string, origin: string) => respond({ id, self: `${origin}/notes/${id}` }, 201)
  const { divergences } = lockstep.judge(turn, { response: own('zz71qq', 'http://twin.test') }, own('p0q1zz', 'http://127.0.0.1:3001'))
  expect(divergences).toEqual([])
  const next = lockstep.take(put)
  expect(next?.forTwin.target).toBe('/notes/zz71qq')
  expect(textOf(next?.forTwin.body)).toBe('{"id":"zz71qq","self":"http://twin.test/notes/zz71qq"}')
  expect(next?.forSecond?.target).toBe('/notes/p0q1zz')
  expect(textOf(next?.forSecond?.body)).toBe('{"id":"p0q1zz","self":"http://127.0.0.1:3001/notes/p0q1zz"}')
})

test('without a second instance values are what they look like: a word is no id', () => {
  const [get] = exchangesOf(['GET /notes', undefined, 200, { id: 'alpha' }])
  const lockstep = open({})
  const turn = lockstep.take(get as Exchange)
  expect(turn?.forSecond).toBeUndefined()
  const report = turn && lockstep.judge(turn, { response: respond({ id: 'omega' }) })
  expect(report?.divergences.map(({ path, category }) => `${path} ${category}`)).toEqual(['body.id value_mismatch'])
})

test('what proves nothing is skipped, and counted', () => {
  const [get] = exchangesOf(['GET /notes', undefined, 200, []])
  const lockstep = open()
  expect(lockstep.take({ ...(get as Exchange), failure: { kind: 'upstream-reset', message: 'gone' } })).toBeUndefined()
  expect(lockstep.report()).toMatchObject({ exchanges: [], skipped: 1, passed: false })
})

test('what a recording shows in the same place is a constant of the service, not of this instance', () => {
  const build = 'f3a91c77e2b04d58'
  const [get] = exchangesOf(['GET /about', undefined, 200, { build }])
  const judge = (lockstep: Lockstep) => {
    const turn = lockstep.take(get as Exchange)
    return turn && lockstep.judge(turn, { response: respond({ build: '03a91c77e2b04d58' }) }).indistinguishable
  }
  expect(judge(open({}))).toBe(true)
  const recorded = prepareSessions([createSession('recorded', [['GET /about', undefined, 200, { build }]])])
  expect(judge(new Lockstep({ id: 's', startedAtMs: sessionStartMs, ownUrls: [first], recorded }))).toBe(false)
})
