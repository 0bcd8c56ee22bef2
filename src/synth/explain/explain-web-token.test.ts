import { expect, test } from 'vitest'
import { type Line, session, twinOf } from '../guard/service-for-tests.ts'

const part = (value: object) => btoa(JSON.stringify(value)).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
const signature = (seed: number) =>
  Array.from({ length: 43 }, (_, at) => 'AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_'[(at * 7 + seed * 11) % 38]).join('')

/** A service that signs its clients in; the steps of session `at` are a second apart. */
function signIn(user: string, at: number, step: number): Line {
  const iat = Date.UTC(2026, 0, 1 + at) / 1000 + step
  const claims = { sub: user, role: 'member', iat, exp: iat + 900, iss: 'svc' }
  const token = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}.${signature(at * 3 + step)}`
  return ['POST', '/login', { user, password: 'x' }, 200, { access_token: token }]
}

test('the claims of a token are what they are made of, and its signature follows from them', () => {
  const sessions = [0, 1, 2].map((at) =>
    session(
      at,
      ['ada', 'bob', 'cyd'].map((name, step) => signIn(`${name}${at}`, at, step)),
    ),
  )
  const ask = twinOf(sessions)
  const { body, provenance } = ask('POST', '/login', { user: 'eve', password: 'x' })
  const { access_token: token = '' } = body as { access_token?: string }
  const [header = '', claims = '', signed = ''] = token.split('.')
  expect(JSON.parse(atob(header))).toEqual({ alg: 'HS256', typ: 'JWT' })
  const { iat, exp, ...rest } = JSON.parse(atob(claims.replaceAll('-', '+').replaceAll('_', '/'))) as { iat: number; exp: number }
  expect([rest, exp - iat]).toEqual([{ sub: 'eve', role: 'member', iss: 'svc' }, 900])
  expect(provenance).toBe('guess')
  expect(signed).toMatch(/^[\w-]{43}$/)
})
