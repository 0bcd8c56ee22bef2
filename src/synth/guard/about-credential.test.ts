import { expect, test } from 'vitest'
import { type Line, session, twinOf } from './service-for-tests.ts'

const ada = { authorization: 'Basic YWRhOnNlY3JldA==' }
const bob = { authorization: 'Basic Ym9iOnNlY3JldA==' }
const refusal = { error: 'not for you' }

/** Drafts are for those who say who they are; notes belong to who made them. */
function lines(seed: string): Line[] {
  return ['open', 'draft', 'open', 'draft'].flatMap((state, at): Line[] => {
    const who = at % 3 === 0 ? bob : ada
    const note = { id: at + 1, text: `${seed}${at}`, state, owner: who === ada ? 1 : 2 }
    const isOpen = state === 'open'
    return [
      ['POST', '/notes', { text: note.text, state }, 201, note, who],
      ['GET', `/notes/${at + 1}`, undefined, 200, note, ada],
      ['GET', `/notes/${at + 1}`, undefined, isOpen ? 200 : 401, isOpen ? note : refusal],
    ]
  })
}

test('who asks decides on what is shown and on whose something is', () => {
  const send = twinOf(['a', 'b', 'c', 'd'].map((seed, at) => session(at, lines(seed))))
  const make = (state: string, who: typeof ada) => send('POST', '/notes', { text: 'x', state }, who).body as { owner: number }
  expect([make('draft', bob).owner, make('open', ada).owner]).toEqual([2, 1])
  expect([send('GET', '/notes/1', undefined).status, send('GET', '/notes/1', undefined, bob).status]).toEqual([401, 200])
  expect(send('GET', '/notes/2', undefined).status).toBe(200)
})

test('a header is one of two texts that nothing at hand holds, by who asks', () => {
  const list = (who: object, allow: string): Line => ['GET', '/notes', undefined, 200, [], { ...who }, { Allow: allow }]
  const lines = [list({}, 'GET'), list(ada, 'GET, POST'), list({}, 'GET')]
  const send = twinOf([session(0, lines), session(1, lines), session(2, lines)])
  const allowed = (headers?: typeof ada) => send('GET', '/notes', undefined, headers).headers?.Allow
  expect([allowed(), allowed(ada)]).toEqual(['GET', 'GET, POST'])
})
