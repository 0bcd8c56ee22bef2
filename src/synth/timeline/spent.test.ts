import { describe, expect, test } from 'vitest'
import { type Line, session, twinOf } from '../guard/service-for-tests.ts'
import { learn } from '../learn.ts'

const text = (kind: string, at: number, number: number) => `${kind}_7be94f8d21c0${at}${number}`
const bearer = (value: string) => ({ Authorization: `Bearer ${value}` })
const unknown = { error: 'unknown token' }

/** Tokens that end when their bearer signs out, and that are renewed once. */
function lines(at: number): Line[] {
  const tokens = (number: number, user = '') => ({ access: text('at', at, number), renewal: text('rt', at, number), user })
  const [first, second] = at % 2 === 0 ? ['ada', 'bo'] : ['bo', 'ada']
  const [one, other, renewed] = [tokens(1, first), tokens(2, second), tokens(3, first)]
  const me = ({ access, user }: { access: string; user: string }): Line => ['GET', '/me', undefined, 200, { user }, bearer(access)]
  return [
    ['POST', '/sessions', { user: first }, 201, one],
    ['POST', '/sessions', { user: second }, 201, other],
    me(one),
    me(other),
    ['POST', '/sessions/renew', { renewal: one.renewal }, 201, renewed],
    ['POST', '/sessions/renew', { renewal: one.renewal }, 403, { error: 'renewed already' }],
    me(renewed),
    ['DELETE', '/sessions/own', undefined, 204, undefined, bearer(other.access)],
    ['GET', '/me', undefined, 401, unknown, bearer(other.access)],
    ['DELETE', '/sessions/own', undefined, 401, unknown, bearer(other.access)],
    me(one),
  ]
}
const sessions = [0, 1, 2].map((at) => session(at, lines(at)))

describe('what is good until it is used', () => {
  const ask = twinOf(sessions)
  const signIn = (user: string) => ask('POST', '/sessions', { user }).body as { access: string; renewal: string }

  test('a credential ends with the call that says so, and no other one', () => {
    const [one, other] = [signIn('eve'), signIn('eve')]
    expect(ask('DELETE', '/sessions/own', undefined, bearer(one.access)).status).toBe(204)
    expect(ask('GET', '/me', undefined, bearer(one.access))).toMatchObject({ status: 401, body: unknown })
    expect(ask('GET', '/me', undefined, bearer(other.access))).toMatchObject({ status: 200, body: { user: 'eve' } })
  })

  test('a second key leads to whose it is, once', () => {
    signIn('gus')
    const { renewal } = signIn('fay')
    signIn('hal')
    expect(ask('POST', '/sessions/renew', { renewal })).toMatchObject({ status: 201, body: { user: 'fay' } })
    expect(ask('POST', '/sessions/renew', { renewal })).toMatchObject({ status: 403, body: { error: 'renewed already' } })
    expect(ask('POST', '/sessions/renew', { renewal: 'rt_that_was_never_given' }).status).toBe(403)
  })
})

test('what is taken again ends nothing', () => {
  const calm = sessions.map(({ exchanges }, at) => ({
    ...session(at, []),
    exchanges: exchanges.filter(({ response }) => (response?.status ?? 500) < 300).slice(0, -2),
  }))
  expect(JSON.stringify(learn(calm).model)).not.toContain('spent')
})
