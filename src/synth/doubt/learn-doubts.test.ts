import { describe, expect, test } from 'vitest'
import { learn } from '../learn.ts'
import { sessionsOf } from '../sessions-for-tests.ts'
import { printDoubt } from './learn-doubts.ts'

const leaf = (right: number, of: number) => ({ right, of, sessions: 3 })

describe('the test of a doubt', () => {
  test('is nothing where answers were right, and everything where they were not', () => {
    expect(printDoubt(leaf(9, 10))).toBe(undefined)
    expect(printDoubt(leaf(2, 10))).toBe('')
  })

  test('names the cases that were wrong', () => {
    const split = { test: 'has(query.rev)', yes: leaf(1, 5), no: leaf(20, 20) }
    expect(printDoubt({ ...leaf(21, 25), split })).toBe('has(query.rev)')
    expect(printDoubt({ ...leaf(21, 25), split: { ...split, yes: split.no, no: split.yes } })).toBe('!has(query.rev)')
  })

  test('holds for all where both sides are wrong', () => {
    expect(printDoubt({ ...leaf(2, 10), split: { test: 'has(body)', yes: leaf(1, 5), no: leaf(1, 5) } })).toBe('')
  })
})

describe('learning', () => {
  // The weather changes by itself where it is asked for by hour; the rest follows from what was sent.
  const table = (at: number) => `
    POST /towns {"name":"Town ${at}"} -> 201 {"id":1,"name":"Town ${at}"}
    GET /towns/1 -> 200 {"id":1,"name":"Town ${at}"}
    GET /weather?town=1 -> 200 {"sky":"clear"}
    GET /weather?town=1&hour=${at} -> 200 {"sky":"${['rain', 'snow', 'wind', 'hail', 'fog', 'mist'][at]}"}
    GET /weather?town=2 -> 200 {"sky":"clear"}
    GET /weather?town=2&hour=${at + 1} -> 200 {"sky":"${['dust', 'ash', 'sleet', 'dew', 'frost', 'haze'][at]}"}`
  const { model } = learn(sessionsOf(...[0, 1, 2, 3, 4, 5].map(table)))
  const guessOf = (path: string) => model.routes.find((route) => route.path === path)?.variants.at(-1)?.guess

  test('serves as a guess what the rules get wrong in the recordings, and nothing else', () => {
    expect(guessOf('/weather')).toBe('has(query.hour)')
    expect(guessOf('/towns')).toBe(undefined)
    expect(guessOf('/towns/{town_id}')).toBe(undefined)
  })
})
