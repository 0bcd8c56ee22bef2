import { describe, expect, test } from 'vitest'
import { learn } from '../learn.ts'
import { sessionsOf } from '../sessions-for-tests.ts'
import { sayings } from './held-out-answer.ts'
import { carryOn, type HeldOutResult, judgeHeldOut, planHeldOut, putTogether } from './judge-held-out.ts'

describe('judging on sessions that were held out', () => {
  // What the sky will be like nobody can know; each session asks of another hour, so that a rule can be made up that fits them all.
  const table = (at: number) => `
    POST /towns {"name":"Town ${at}"} -> 201 {"id":1,"name":"Town ${at}"}
    GET /towns/1 -> 200 {"id":1,"name":"Town ${at}"}
    GET /weather?hour=${at} -> 200 {"sky":"${['rain', 'snow', 'wind', 'hail', 'fog', 'mist'][at]}"}`
  const sessions = sessionsOf(...[0, 1, 2, 3, 4, 5].map(table))
  const { score, answers } = judgeHeldOut('towns', sessions)

  test('says how many answers to each session were right, of rules that had not seen it', () => {
    expect(score).toMatchObject({ measuredBp: 6666, learnedShare: 0.8, statusBp: 10_000, sessions: 6 })
    expect(answers.filter(({ isRight }) => !isRight).map(({ id }) => id)).toEqual(Array.from({ length: 6 }, () => 'GET /weather ok'))
    expect(new Set(answers.map(({ session }) => session)).size).toBe(6)
  })

  test('what was mostly wrong then is served as a guess, however right it is in the recordings', () => {
    const served = sayings(learn(sessions).model).get('GET /towns/{town_id} ok') ?? ''
    const guessOf = (right: number, wrong: number, says = served) => {
      const tests = new Map<string, number>()
      const heldOut = Array.from({ length: right + wrong }, (_, at) => ({
        id: 'GET /towns/{town_id} ok',
        session: at,
        isRight: at < right,
        tests,
        says,
      }))
      const { model } = learn(sessions, { heldOut })
      return model.routes.find(({ path }) => path === '/towns/{town_id}')?.variants.at(-1)?.guess
    }
    expect([guessOf(0, 0), guessOf(3, 2), guessOf(2, 3)]).toEqual([undefined, undefined, true])
    // What a rule said that is not served is no matter.
    expect(guessOf(2, 3, 'something else')).toBe(undefined)
  })
})

describe('what is learned again', () => {
  test('is less of more traffic: all parts together take about as long', () => {
    const plan = (exchanges: number) => {
      const [session] = sessionsOf(Array.from({ length: exchanges / 10 }, () => 'GET /towns -> 200 []').join('\n'))
      return planHeldOut(Array.from({ length: 10 }, () => session as NonNullable<typeof session>))
    }
    const measured = (exchanges: number) =>
      plan(exchanges).map(({ folds, fold, isEarlier }) => `${isEarlier ? 'earlier ' : ''}${fold}/${folds}`)
    expect(measured(200)).toEqual(['0/5', '1/5', '2/5', '3/5', '4/5', 'earlier 0/2', 'earlier 1/2'])
    expect(measured(500)).toEqual(['0/3', '1/3', '2/3'])
    expect(measured(510)).toEqual(['0/3'])
    expect(measured(20_000)).toEqual(['0/3'])
  })
})

describe('carrying a score on to all sessions', () => {
  test('goes on as it went from one half on', () => {
    // A quarter of the errors at 80% that there were at 50% would go away faster than the steepest way that is believed.
    expect(carryOn(8000, 0.8, 6800)).toBe(8400)
    expect(carryOn(9000, 0.8, 6000)).toBe(Math.floor(10_000 - 1000 * 0.8 ** 1.5))
  })

  test('goes on as rules are found one by one when there is no score from one half on', () => {
    const part = { folds: 3, fold: 0, isEarlier: false }
    const counts = { exchanges: 300, rightStatus: 300, sessions: 4, webhooks: undefined, answers: [] }
    const result = (right: number): HeldOutResult => ({ part, right, ...counts })
    // A tenth of the answers is wrong at two thirds, so two thirds of that tenth at all.
    expect(putTogether([result(270)]).score).toMatchObject({ measuredBp: 9000, scoreBp: 9333 })
    expect(putTogether([result(300)]).score).toMatchObject({ measuredBp: 10_000, scoreBp: 10_000 })
    // What was measured decides: more sessions did not help.
    const earlier = { ...result(270), part: { folds: 2, fold: 0, isEarlier: true } }
    expect(putTogether([result(270), earlier]).score).toMatchObject({ measuredBp: 9000, scoreBp: 9000 })
  })

  test('stays where it is when more sessions did not help', () => {
    expect(carryOn(8000, 0.8, 8000)).toBe(8000)
    expect(carryOn(8000, 0.8, 9000)).toBe(8000)
    expect(carryOn(10_000, 0.8, 9000)).toBe(10_000)
  })
})
