import { expect, test } from 'vitest'
import { type Line, session, twinOf } from '../guard/service-for-tests.ts'

/** Commands that say of whom they are, and answer no more than that it is done; a list alone shows what is there. */
function lines(at: number): Line[] {
  const ids = [1, 2, 3, 4, 5].slice(0, at + 1)
  const words = ['lamp', 'river', 'stone', 'cloud', 'paper', 'glass']
  const user = (id: number) => ({ id, name: `${words[(id * 5 + at) % 6]}-${id}${at}` })
  const [renamed, deleted] = [(at % 2) + 1, ((at + 1) % 2) + 1]
  const after = ids.filter((id) => id !== deleted).map((id) => (id === renamed ? { id, name: `m ${at}` } : user(id)))
  return [
    ['GET', '/listUsers', undefined, 200, { ok: true, users: [] }],
    ...ids.flatMap((id): Line[] => [
      ['POST', '/createUser', { name: user(id).name }, 200, { ok: true }],
      ['GET', '/listUsers', undefined, 200, { ok: true, users: ids.slice(0, id).map(user) }],
    ]),
    ['POST', '/renameUser', { id: renamed, name: `m ${at}` }, 200, { ok: true }],
    ['POST', '/deleteUser', { id: deleted }, 200, { ok: true }],
    ['GET', '/listUsers', undefined, 200, { ok: true, users: after }],
    ['POST', '/deleteUser', { id: deleted }, 404, { ok: false, error: 'user_not_found' }],
    ['POST', '/renameUser', { id: 70 + at, name: 'x' }, 404, { ok: false, error: 'user_not_found' }],
  ]
}

test('what a list shows is what operations named after it are about', () => {
  const ask = twinOf([1, 2, 3, 4].map((at) => session(at, lines(at))))
  for (const name of ['a', 'b', 'c']) ask('POST', '/createUser', { name })
  expect(ask('POST', '/renameUser', { id: 2, name: 'd' }).body).toEqual({ ok: true })
  expect(ask('POST', '/deleteUser', { id: 1 }).body).toEqual({ ok: true })
  expect(ask('POST', '/deleteUser', { id: 1 })).toMatchObject({ status: 404, body: { ok: false, error: 'user_not_found' } })
  expect(ask('GET', '/listUsers').body).toEqual({
    ok: true,
    users: [
      { id: 2, name: 'd' },
      { id: 3, name: 'c' },
    ],
  })
})
