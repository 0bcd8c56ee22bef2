import { expect, test } from 'vitest'
import { type Line, session, twinOf } from '../guard/service-for-tests.ts'

test('an entity that gets another key is there no more under the old one', () => {
  const repo = (Name: string, Comment: string) => ({ Name, Comment })
  const lines = (old: string, fresh: string, note: string): Line[] => [
    ['POST', '/repos', repo(old, note), 201, repo(old, note)],
    ['GET', `/repos/${old}`, undefined, 200, repo(old, note)],
    ['PUT', `/repos/${old}`, { Name: fresh }, 200, repo(fresh, note)],
    ['GET', `/repos/${fresh}`, undefined, 200, repo(fresh, note)],
    ['GET', '/repos', undefined, 200, [repo(fresh, note)]],
  ]
  const send = twinOf([
    session(0, lines('box-a1', 'bin-b2', 'x y')),
    session(1, lines('jar-c3', 'cup-d4', 'p q')),
    session(2, lines('pot-e5', 'pan-f6', 'v w')),
  ])
  send('POST', '/repos', repo('tin-g7', 'm n'))
  send('PUT', '/repos/tin-g7', { Name: 'can-h8' })
  expect(send('GET', '/repos').body).toEqual([repo('can-h8', 'm n')])
})
