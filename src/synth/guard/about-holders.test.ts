import { expect, test } from 'vitest'
import { type Line, session, twinOf } from './service-for-tests.ts'

/** What releases are made of is not dropped. */
const lines = (at: number): Line[] => {
  const drop = (name: string, isHeld: boolean): Line =>
    isHeld ? ['DELETE', `/shots/${name}`, undefined, 409, { error: 'in use' }] : ['DELETE', `/shots/${name}`, undefined, 204, undefined]
  const [a, b, c] = [`alpha-${at}x`, `beta-${at}x`, `gamma-${at}x`]
  const release = { id: 1, sources: [{ component: 'main', name: a }] }
  return [
    ...[a, b, c].map((name): Line => ['POST', '/shots', { name }, 201, { name }]),
    ['POST', '/releases', { sources: [{ component: 'main', name: a }] }, 201, release],
    ['GET', '/releases/1', undefined, 200, release],
    drop(a, true),
    drop(b, false),
    ['DELETE', '/releases/1', undefined, 204, undefined],
    drop(a, false),
    drop(c, false),
  ]
}

test('what others hold in the maps of a list is in use, until they are gone', () => {
  const ask = twinOf([1, 2, 3].map((at) => session(at, lines(at))))
  for (const name of ['one-77', 'two-77']) ask('POST', '/shots', { name })
  ask('POST', '/releases', { sources: [{ component: 'main', name: 'two-77' }] })
  expect(ask('DELETE', '/shots/one-77').status).toBe(204)
  expect(ask('DELETE', '/shots/two-77')).toMatchObject({ status: 409, body: { error: 'in use' } })
  ask('DELETE', '/releases/1')
  expect(ask('DELETE', '/shots/two-77').status).toBe(204)
})
