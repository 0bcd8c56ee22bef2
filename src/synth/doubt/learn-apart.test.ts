import { expect, test } from 'vitest'
import { learn } from '../learn.ts'
import { sessionsOf } from '../sessions-for-tests.ts'
import { learnApart } from './learn-apart.ts'

const skies = ['rain', 'snow', 'wind', 'hail', 'fog', 'mist', 'sun', 'dew', 'sleet']
// Of all skies one is served, and right where it was recorded; each part of the sessions asks for an hour that no other does.
const table = (at: number) => `
  GET /weather?hour=${at % 9} -> 200 {"sky":"${skies[at % 9]}"}
  GET /weather?hour=${at % 9} -> 200 {"sky":"${skies[at % 9]}"}`
const sessions = sessionsOf(...Array.from({ length: 18 }, (_, at) => table(at)))

test('the model of each part is marked by what those of the others got wrong', () => {
  const folds: number[] = []
  const apart = learnApart('towns', sessions, 9, (done) => folds.push(done))
  const { model: alone } = learn(
    sessions.filter((_, at) => at % 9 !== 2),
    { name: 'towns' },
  )
  const guessOf = ({ routes }: typeof alone) => routes[0]?.variants.at(-1)?.guess
  expect(folds).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
  expect(guessOf(alone)).toMatch(/query\.hour == /)
  expect(guessOf(apart(2).model)).toBe(true)
})
