import { expect, test } from 'vitest'
import { type Line, session, twinOf } from '../guard/service-for-tests.ts'

const lines = (at: number): Line[] => {
  const user = (id: number) => ({ id, name: `user ${id} of ${at}`, city: id === 1 ? 'Oslo' : 'Lyon' })
  const token = (id: number) => `${at}${id}0f3c9e7b2a4d68c15e0f3c9e7b2a4d`
  return [
    ...[1, 2].map((id): Line => ['POST', '/users', { name: user(id).name, city: user(id).city }, 201, { ...user(id), session: token(id) }]),
    ['GET', '/users/1', undefined, 200, user(1)],
    ['GET', '/users/2', undefined, 200, user(2)],
    ...[2, 1].map((id): Line => ['GET', '/me', undefined, 200, user(id), { 'x-session-token': token(id) }]),
  ]
}

test('a credential in a header of its own leads to whose it is', () => {
  const ask = twinOf([1, 2, 3].map((at) => session(at, lines(at))))
  const [carl, dora] = ['carl', 'dora'].map((name) => ask('POST', '/users', { name, city: 'Kiel' }).body as { id: number; session: string })
  for (const { id, session } of [dora, carl] as { id: number; session: string }[])
    expect(ask('GET', '/me', undefined, { 'x-session-token': session }).body).toMatchObject({ id, city: 'Kiel' })
})
