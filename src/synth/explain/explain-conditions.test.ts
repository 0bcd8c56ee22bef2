import { expect, test } from 'vitest'
import { type Line, session } from '../guard/service-for-tests.ts'
import { learn } from '../learn.ts'

const moment = (at: number, place: number) => `${new Date(Date.UTC(2026, 0, 1 + at) + place * 1000).toISOString().slice(0, 19)}Z`

/** Who is renamed is changed then; another address changes nothing. */
const lines = (at: number, sent: Record<string, string>): Line[] => {
  const made = { id: 5, login: `user.${'abcdefgh'[at]}x`, name: `Name ${at}`, mail: `m${at}` }
  // A few seconds go by, but for the second: what was made right before can't tell the two apart.
  const read: Line = ['GET', '/users/5', undefined, 200, { ...made, changed: moment(at, 0) }]
  const reads = at === 1 ? 0 : 20
  return [
    ['POST', '/users', { login: made.login, name: made.name, mail: made.mail }, 201, { ...made, changed: moment(at, 0) }],
    ...Array.from({ length: reads }, () => read),
    ['PUT', '/users/5', sent, 200, { ...made, ...sent, changed: moment(at, 'name' in sent ? reads + 1 : 0) }],
  ]
}

test('a time is set where something is sent, not where somebody is who was seen once', () => {
  const sent = [{ mail: 'n1' }, { mail: 'n2' }, { name: 'Other 3' }, { name: 'Other 4' }, { name: 'Other 5' }, { name: 'Other 6' }]
  const { model } = learn(sent.map((body, at) => session(at, lines(at, body))))
  const put = model.routes.find(({ method }) => method === 'PUT')
  const changed = JSON.stringify(put?.variants.flatMap(({ do: effects }) => effects ?? [])).match(/"changed":\{"\$":"(.*?[^\\])"\}/)?.[1]
  expect(changed).toMatch(/has\(body\.(name|mail)\)/)
  expect(changed).not.toContain('login')
})
