import { expect, test } from 'vitest'
import { type Line, session, twinOf } from '../guard/service-for-tests.ts'

test('keys that count in what is not seen are one to an entity all the same, and links to it are made of them', () => {
  // Other things take numbers of the same sequence.
  const shown = (id: number, name: string) => ({ id, name, links: [{ rel: 'self', href: `/groups/${id}` }] })
  const lines = (...ids: number[]): Line[] =>
    ids.flatMap((id): Line[] => [
      ['POST', '/groups', { name: `g${id}` }, 201, shown(id, `g${id}`)],
      ['GET', `/groups/${id}`, undefined, 200, shown(id, `g${id}`)],
    ])
  const ask = twinOf([session(1, lines(43, 51)), session(2, lines(35, 61)), session(3, lines(43, 47)), session(4, lines(39))])
  const made = ['first', 'second'].map((name) => ask('POST', '/groups', { name }).body as { id: number })
  expect(new Set(made.map(({ id }) => id)).size).toBe(2)
  for (const [at, name] of ['first', 'second'].entries())
    expect(ask('GET', `/groups/${made[at]?.id}`).body).toEqual(shown(made[at]?.id ?? 0, name))
})
