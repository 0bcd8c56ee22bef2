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
