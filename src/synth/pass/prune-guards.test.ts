import { expect, test } from 'vitest'
import { prepareSessions } from '#conform'
import { type Line, session } from '../guard/service-for-tests.ts'
import { learn } from '../learn.ts'
import { pruneGuards } from './prune-guards.ts'

const lines = (at: number): Line[] => [
  ['POST', '/users', { name: `Ada ${at}` }, 201, { id: 1, name: `Ada ${at}` }],
  ['GET', '/users/1', undefined, 200, { id: 1, name: `Ada ${at}` }],
  ['GET', '/users/7', undefined, 404, { error: 'none' }],
  ['GET', '/users/1', undefined, 200, { id: 1, name: `Ada ${at}` }],
]
const sessions = [session(1, lines(1)), session(2, lines(2)), session(3, lines(3))]

test('what holds stays', () => {
  expect(pruneGuards(learn(sessions).model, prepareSessions(sessions)).dropped).toEqual([])
})

test('a refusal where the service made none goes', () => {
  const { model } = learn(sessions)
  const refusal = { name: 'wrong', when: 'has(body.name)', status: 409, headers: [] }
  const routes = model.routes.map((route) => (route.method === 'POST' ? { ...route, variants: [refusal, ...route.variants] } : route))
  const pruned = pruneGuards({ ...model, routes }, prepareSessions(sessions))
  expect(pruned.dropped).toContain('POST /users wrong')
  expect(pruned.model.routes.find(({ method }) => method === 'POST')?.variants.map(({ name }) => name)).not.toContain('wrong')
})

test('a guard on a digest that the twin has wrong stays: a client would send the digest of the twin', () => {
  const digest = (at: number) => `${'9c1f6b2e7d3a4058'.slice(at)}${'f0e1d2c3b4a59687'.slice(0, at)}a7c3e9b15d20486f`
  const written = [1, 2, 3].map((at) =>
    session(at, [
      ['POST', '/notes', { text: `Note ${at}` }, 201, { id: 1, text: `Note ${at}`, tag: digest(at) }],
      ['GET', '/notes/1', undefined, 200, { id: 1, text: `Note ${at}`, tag: digest(at) }],
      ['DELETE', `/notes/1?tag=${digest(at)}`, undefined, 200, { ok: true }],
    ]),
  )
  const { model } = learn(written)
  const wrong = JSON.parse(JSON.stringify(model).replaceAll(/mint\(\\"[^"]*\\"\)/g, 'hash(\\"md5\\", body.text)')) as typeof model
  expect(JSON.stringify(wrong)).toContain('hash(')
  const [collection] = Object.keys(model.collections)
  const refusal = {
    name: 'stale',
    when: `exists("${collection}", path.note_id) && find("${collection}", path.note_id).tag != query.tag`,
    status: 409,
    headers: [],
  }
  const routes = wrong.routes.map((route) => (route.method === 'DELETE' ? { ...route, variants: [refusal, ...route.variants] } : route))
  expect(pruneGuards({ ...wrong, routes }, prepareSessions(written)).dropped).toEqual([])
})
