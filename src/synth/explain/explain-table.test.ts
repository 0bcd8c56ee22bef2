import { expect, test } from 'vitest'
import { type Line, session, twinOf } from '../guard/service-for-tests.ts'

/** Flags that something else switches: which are on can't be told. */
function lines(at: number): Line[] {
  return Array.from({ length: 5 }, (_, place): Line[] => {
    const name = `flag-${at}-${place}`
    const on = (at * 7 + place * 5) % 4 === 0
    return [
      ['POST', '/flags', { name }, 201, { name }],
      ['GET', `/flags/${name}/state`, undefined, 200, { name, on }],
      ['GET', `/flags/${name}/state`, undefined, 200, { name, on }],
    ]
  }).flat()
}

test('what goes with names of one session is no table for others', () => {
  const send = twinOf([0, 1, 2, 3].map((at) => session(at, lines(at))))
  send('POST', '/flags', { name: 'mine' })
  expect(send('GET', '/flags/mine/state', undefined).body).toEqual({ name: 'mine', on: false })
})
