import { expect, test } from 'vitest'
import { type Line, session, twinOf } from '../guard/service-for-tests.ts'

test('whether something exists is asked of the state, though what was asked for always did', () => {
  const lines = (at: number): Line[] => [
    ['POST', '/owners', { name: `Ada ${at}` }, 201, { id: 1, name: `Ada ${at}` }],
    ['GET', '/owners/1', undefined, 200, { id: 1, name: `Ada ${at}` }],
    ['GET', '/owners/1/exists', undefined, 200, { exists: true }],
  ]
  const send = twinOf([0, 1, 2, 3].map((at) => session(at, lines(at))))
  send('POST', '/owners', { name: 'Bea' })
  send('POST', '/owners', { name: 'Cleo' })
  expect(send('GET', '/owners/2/exists').body).toEqual({ exists: true })
  expect(send('GET', '/owners/9/exists').body).toEqual({ exists: false })
})
