import { describe, expect, test } from 'vitest'
import { learn } from '../learn.ts'
import { type Line, session, twinOf } from './service-for-tests.ts'

const token = (at: number, name: string) => `tk_${name}_8d21c07be94f${at}`
const paper = (at: number, number: number) => `doc_5f3a9c71e8${at}${number}`
const as = (at: number, name: string) => ({ Authorization: `Bearer ${token(at, name)}` })

/** Documents that their owner sees, those whom they name, and admins. */
function lines(at: number): Line[] {
  const doc = (number: number, owner: string, readers: readonly string[]) => ({
    id: paper(at, number),
    owner,
    readers,
    title: `t${number}`,
  })
  const docs = [doc(1, 'ada', []), doc(2, 'bo', ['cy']), doc(3, 'cy', ['ada']), doc(4, 'bo', [])] as const
  const roles = { ada: 'member', bo: 'member', cy: 'member', di: 'admin' }
  const seenBy = (name: keyof typeof roles) =>
    docs.filter(({ owner, readers }) => owner === name || readers.includes(name) || roles[name] === 'admin')
  const names = Object.keys(roles) as (keyof typeof roles)[]
  return [
    ...names.map((name): Line => ['POST', '/users', { name, role: roles[name] }, 201, { name, role: roles[name] }]),
    ...names.map((name): Line => ['POST', '/sessions', { name }, 201, { token: token(at, name), name }]),
    ...docs.map(
      ({ owner, readers, title, id }): Line => ['POST', '/docs', { title, readers }, 201, { id, owner, readers, title }, as(at, owner)],
    ),
    ...names.map((name): Line => ['GET', '/docs', undefined, 200, seenBy(name), as(at, name)]),
    ...names.flatMap((name) =>
      docs.map(
        (each): Line =>
          seenBy(name).includes(each)
            ? ['GET', `/docs/${each.id}`, undefined, 200, each, as(at, name)]
            : ['GET', `/docs/${each.id}`, undefined, 404, { error: 'not found' }, as(at, name)],
      ),
    ),
  ]
}
const sessions = [0, 1, 2, 3].map((at) => session(at, lines(at)))

describe('what callers see', () => {
  const ask = twinOf(sessions)
  const signIn = (name: string, role: string) => {
    ask('POST', '/users', { name, role })
    const { body } = ask('POST', '/sessions', { name })
    return { Authorization: `Bearer ${(body as { token: string }).token}` }
  }
  const [eve, fay, gus, root] = [signIn('eve', 'member'), signIn('fay', 'member'), signIn('gus', 'member'), signIn('root', 'admin')]
  const made = ask('POST', '/docs', { title: 'plan', readers: ['fay'] }, eve).body as { id: string }

  test.each([
    ['its owner', eve, 200],
    ['whom it names', fay, 200],
    ['an admin', root, 200],
    ['nobody else', gus, 404],
  ])('is for %s', (_, caller, status) => {
    expect(ask('GET', `/docs/${made.id}`, undefined, caller).status).toBe(status)
    expect(ask('GET', '/docs', undefined, caller).body).toHaveLength(status === 200 ? 1 : 0)
  })
})

test('where all see all nothing is hidden', () => {
  const open = (at: number) =>
    lines(at).flatMap((line): Line[] => (line[0] === 'POST' || line[1] !== '/docs' ? (line[3] === 404 ? [] : [line]) : []))
  const isAsked = (learned: ReturnType<typeof learn>) => JSON.stringify(learned.model).includes(' in self.readers')
  expect(isAsked(learn(sessions))).toBe(true)
  expect(isAsked(learn([0, 1, 2, 3].map((at) => session(at, open(at)))))).toBe(false)
})
