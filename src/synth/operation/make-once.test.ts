import { expect, test } from 'vitest'
import { type Line, session, twinOf } from '../guard/service-for-tests.ts'
import { sessionsOf } from '../sessions-for-tests.ts'

const people = (at: number) => [
  { id: 1, username: `ada.lovelace.${at}x`, city: 'Oslo' },
  { id: 2, username: `bob.marley.${at}y`, city: 'Lyon' },
]
const tokenOf = (at: number, id: number) => `${at}${id}0f3c9e7b2a4d68c15e`.slice(0, 20)

/** Users log in: a token is theirs, though no answer says so, and they get the same one when they log in again. */
const signedIn = (at: number, writes: number): Line[] => {
  const [ada, bob] = people(at) as [ReturnType<typeof people>[0], ReturnType<typeof people>[0]]
  const login = ({ id, username }: typeof ada): Line => ['POST', '/login', { username, secret: 's' }, 200, { token: tokenOf(at, id) }]
  const as = (id: number) => ({ authorization: `Bearer ${tokenOf(at, id)}` })
  const moved: Line = ['PATCH', '/users/me', { city: 'Bern' }, 200, { ...bob, city: 'Bern' }, as(2)]
  return [
    ['POST', '/users', { username: ada.username, city: 'Oslo' }, 201, ada],
    ['POST', '/users', { username: bob.username, city: 'Lyon' }, 201, bob],
    login(ada),
    login(bob),
    ['GET', '/users/me', undefined, 200, bob, as(2)],
    ['GET', '/users/me', undefined, 200, ada, as(1)],
    login(ada),
    ['GET', '/users/1', undefined, 200, ada, as(2)],
    ...(writes > 0 ? [moved, ['GET', '/users/2', undefined, 200, { ...bob, city: 'Bern' }, as(1)] as Line] : []),
  ]
}

test('a token is that of whom the login names: whoever logs in again gets the same, and it leads to the user, to read and to change', () => {
  // One session alone changes a user.
  const ask = twinOf([1, 2, 3, 4].map((at) => session(at, signedIn(at, at === 2 ? 1 : 0))))
  ask('POST', '/users', { username: 'carl.orff.77z', city: 'Kiel' })
  ask('POST', '/users', { username: 'dora.maar.88z', city: 'Nice' })
  const tokens = ['carl.orff.77z', 'dora.maar.88z', 'carl.orff.77z'].map(
    (username) => (ask('POST', '/login', { username, secret: 's' }).body as { token: string }).token,
  )
  expect(tokens[0]).toBe(tokens[2])
  expect(tokens[0]).not.toBe(tokens[1])
  const carl = { authorization: `Bearer ${tokens[0]}` }
  expect(ask('GET', '/users/me', undefined, carl).body).toMatchObject({ username: 'carl.orff.77z' })
  expect(ask('PATCH', '/users/me', { city: 'Rome' }, carl).body).toMatchObject({ username: 'carl.orff.77z', city: 'Rome' })
  expect(ask('GET', '/users/me', undefined, carl).body).toMatchObject({ city: 'Rome' })
  expect(ask('GET', '/users/me', undefined, { authorization: `Bearer ${tokens[1]}` }).body).toMatchObject({ city: 'Nice' })
})

const tag = (at: number, name: string) => `{"id":"${name}-${at}f3c9e7b2","name":"${name}"}`

test('what is there already is answered as it is, and is not made a second time', () => {
  const table = (at: number) => `
    POST /tags {"name":"red"} -> 200 ${tag(at, 'red')}
    POST /tags {"name":"blue"} -> 200 ${tag(at, 'blue')}
    POST /tags {"name":"red"} -> 200 ${tag(at, 'red')}
    GET /tags/red-${at}f3c9e7b2 -> 200 ${tag(at, 'red')}
    GET /tags -> 200 [${tag(at, 'red')},${tag(at, 'blue')}]`
  const ask = twinOf(sessionsOf(table(1), table(2), table(3)))
  const [first, other, again] = ['green', 'black', 'green'].map((name) => ask('POST', '/tags', { name }).body as { id: string })
  expect(again).toEqual(first)
  expect(ask('GET', '/tags').body).toEqual([first, other])
})
