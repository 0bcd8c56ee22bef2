import { describe, expect, test } from 'vitest'
import { type Line, session, twinOf } from '../guard/service-for-tests.ts'
import { learn } from '../learn.ts'

const wrong = { error: 'wrong name or password' }

/** Accounts with passwords that are never shown, under two names each; one gets another password. */
function lines(at: number): Line[] {
  const people = ['ada', 'bo', 'cy'].map((name, number) => {
    const login = `${name}${at}`
    return { id: number + 1, login, email: `${login}@mail.test`, password: `pw-${name}-${at}7` }
  })
  const [ada, bo, cy] = people as [(typeof people)[0], (typeof people)[0], (typeof people)[0]]
  const token = (number: number) => ({ token: `tk_7be94f8d21c0${at}${number}` })
  const make = ({ id, login, email, password }: typeof ada): Line => [
    'POST',
    '/accounts',
    { login, email, password },
    201,
    { id, login, email },
  ]
  const enter = (name: string, password: string, number?: number): Line =>
    number === undefined
      ? ['POST', '/sessions', { name, password }, 401, wrong]
      : ['POST', '/sessions', { name, password }, 201, token(number)]
  return [
    ...people.map(make),
    enter(ada.login, ada.password, 1),
    enter(bo.email, bo.password, 2),
    enter(ada.email, bo.password),
    enter(bo.login, `pw-none-${at}`),
    enter(`dee${at}`, ada.password),
    ['PUT', '/accounts/3', { password: `new-${at}-word` }, 200, { id: 3, login: cy.login, email: cy.email }],
    enter(cy.login, cy.password),
    enter(cy.login, `new-${at}-word`, 3),
    ['GET', '/accounts/3', undefined, 200, { id: 3, login: cy.login, email: cy.email }],
  ]
}
const sessions = [0, 1, 2].map((at) => session(at, lines(at)))

describe('a password that no answer shows', () => {
  const ask = twinOf(sessions)
  const enter = (name: string, password: string) => ask('POST', '/sessions', { name, password })
  for (const name of ['eve', 'fay']) ask('POST', '/accounts', { login: name, email: `${name}@mail.test`, password: `pw-${name}` })

  test('lets in whom it belongs to, by any of the names', () => {
    expect(enter('eve', 'pw-eve').status).toBe(201)
    expect(enter('fay@mail.test', 'pw-fay').status).toBe(201)
  })

  test('is refused where it is that of another, or where nobody has the name', () => {
    expect(enter('eve', 'pw-fay')).toMatchObject({ status: 401, body: wrong })
    expect(enter('gus', 'pw-eve')).toMatchObject({ status: 401, body: wrong })
  })

  test('is another one once it was changed, and is never shown', () => {
    expect(JSON.stringify(ask('PUT', '/accounts/1', { password: 'pw-new' }).body)).not.toContain('pw-')
    expect(enter('eve', 'pw-eve').status).toBe(401)
    expect(enter('eve', 'pw-new').status).toBe(201)
    expect(ask('GET', '/accounts/1').body).toEqual({ id: 1, login: 'eve', email: 'eve@mail.test' })
  })
})

test('however deep it stands in the request, and though some are let in that are not known and some refused for something else', () => {
  const deep = (name: string, password: string) => ({
    auth: { identity: { methods: ['password'], password: { user: { name, password } } } },
  })
  const out = sessions.map((_, at) =>
    session(
      at,
      lines(at).map(([method, target, body, ...answer]): Line => {
        const { name = '', password = '' } = (body ?? {}) as { name?: string; password?: string }
        return [method, target, target === '/sessions' ? deep(name, password) : body, ...answer] as Line
      }),
    ),
  )
  const own = ['Ab3', 'Cd4', 'Ef5'].map((end, at) =>
    session(at + 3, [
      ['POST', '/sessions', deep('admin', 'adminpass'), 201, { token: `tk_7be94f8d21c0${end}` }],
      ...lines(at + 3).slice(0, 3),
      ['POST', '/sessions', deep(`ada${at + 3}`, `pw-ada-${at + 3}7`), 403, { error: 'not now' }],
    ]),
  )
  const ask = twinOf([...out, ...own])
  for (const name of ['eve', 'fay']) ask('POST', '/accounts', { login: name, email: `${name}@mail.test`, password: `pw-${name}` })
  expect(ask('POST', '/sessions', deep('eve', 'pw-fay'))).toMatchObject({ status: 401, body: wrong })
  expect(ask('POST', '/sessions', deep('fay', 'pw-eve')).status).toBe(401)
})

test('what is never asked for is not kept', () => {
  const calm = sessions.map(({ exchanges }, at) => ({
    ...session(at, []),
    exchanges: exchanges.filter(({ response }) => (response?.status ?? 500) < 300),
  }))
  expect(Object.keys(learn(calm).model.collections)).not.toContain('account_password')
})
