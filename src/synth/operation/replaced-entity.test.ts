import { describe, expect, test } from 'vitest'
import { type Line, session, twinOf } from '../guard/service-for-tests.ts'

/**
 * A service of leases: who sends one again with the same rooms changes it in place; other rooms end it and make another one. Both are one route.
 */
function leases(at: number) {
  const key = (n: number) => `lease-${at}${n}`.padEnd(20, 'x')
  const lease = (n: number, rooms: readonly string[], note: string, ended: boolean) => ({ id: key(n), rooms, note, ended })
  const post = (sent: object, id: string): Line => ['POST', '/leases', sent, 200, { id }]
  const get = (shown: ReturnType<typeof lease>): Line => ['GET', `/leases/${shown.id}`, undefined, 200, shown]
  return session(at, [
    post({ rooms: ['a', 'b'], note: `one ${at}` }, key(1)),
    get(lease(1, ['a', 'b'], `one ${at}`, false)),
    post({ rooms: ['c'], note: `two ${at}` }, key(2)),
    get(lease(2, ['c'], `two ${at}`, false)),
    post({ id: key(1), rooms: ['a', 'b'], note: `one again ${at}` }, key(1)),
    get(lease(1, ['a', 'b'], `one again ${at}`, false)),
    post({ id: key(2), rooms: ['d', 'e'], note: `two again ${at}` }, key(3)),
    get(lease(3, ['d', 'e'], `two again ${at}`, false)),
    get(lease(2, ['c'], `two ${at}`, true)),
    post({ id: key(1), rooms: ['f'], note: `three ${at}` }, key(4)),
    get(lease(4, ['f'], `three ${at}`, false)),
    get(lease(1, ['a', 'b'], `one again ${at}`, true)),
    post({ id: key(4), rooms: ['f'], note: `three again ${at}` }, key(4)),
    get(lease(4, ['f'], `three again ${at}`, false)),
  ])
}

describe('a write that changes an entity or puts another one in its place', () => {
  const send = twinOf([leases(0), leases(1), leases(2)])
  const idOf = (sent: object) => (send('POST', '/leases', sent).body as { id: string }).id
  const first = idOf({ rooms: ['x', 'y'], note: 'first' })

  test('changes it where what decides is left as it is', () => {
    expect(idOf({ id: first, rooms: ['x', 'y'], note: 'changed' })).toBe(first)
    expect(send('GET', `/leases/${first}`).body).toEqual({ id: first, rooms: ['x', 'y'], note: 'changed', ended: false })
  })

  test('else makes another one and ends it', () => {
    const second = idOf({ id: first, rooms: ['z'], note: 'other' })
    expect(second).not.toBe(first)
    expect(send('GET', `/leases/${second}`).body).toMatchObject({ rooms: ['z'], note: 'other', ended: false })
    expect(send('GET', `/leases/${first}`).body).toMatchObject({ rooms: ['x', 'y'], ended: true })
  })
})

test('what is put again as a whole stands there as a whole, though nothing read it after', () => {
  const put = (sent: object): Line => ['PUT', '/docs/doc-1a2b3c', sent, 201, { ok: true }]
  const call = twinOf([
    session(1, [
      put({ title: 'a', size: 1 }),
      ['GET', '/docs/doc-1a2b3c', undefined, 200, { id: 'doc-1a2b3c', title: 'a', size: 1, rev: 1 }],
      put({ title: 'a', size: 2 }),
      ['GET', '/docs/doc-1a2b3c?brief=true', undefined, 200, { id: 'doc-1a2b3c', rev: 2 }],
    ]),
  ])
  call('PUT', '/docs/doc-9z8y7x', { title: 'a', size: 1 })
  call('PUT', '/docs/doc-9z8y7x', { title: 'b', size: 3 })
  expect(call('GET', '/docs/doc-9z8y7x').body).toMatchObject({ title: 'b', size: 3 })
})
