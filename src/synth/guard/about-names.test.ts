import { describe, expect, test } from 'vitest'
import { type Line, session, twinOf } from './service-for-tests.ts'

const lamp = (at: number) => ({ id: at, name: `lamp ${at}`, price: 5 + at, colour: null })

function lines(at: number, more: readonly Line[] = []): Line[] {
  return [
    ['POST', '/lamps', { name: `lamp ${at}`, price: 5 + at }, 201, lamp(at)],
    ['GET', '/lamps?price=3', undefined, 200, []],
    [`GET`, `/lamps?name=lamp+${at}`, undefined, 200, [lamp(at)]],
    ['PATCH', `/lamps/${at}`, { price: 5 + at }, 200, lamp(at)],
    ...more,
  ]
}

describe('names that the service does not know', () => {
  const sessions = [
    session(1, lines(1, [['GET', '/lamps?weight=9kg', undefined, 400, { error: "unexpected parameter 'weight' (= '9kg')" }]])),
    session(2, lines(2, [['PATCH', '/lamps/2', { shade: true }, 422, { field: 'shade', problem: 'unknown field: shade' }]])),
    session(3, lines(3)),
  ]

  test('are refused where one was, and said in the place where it was', () => {
    const call = twinOf(sessions)
    expect(call('GET', '/lamps?depth=long')).toMatchObject({
      status: 400,
      body: { error: "unexpected parameter 'depth' (= 'long')" },
      provenance: 'guess',
    })
    expect(call('GET', '/lamps?weight=9kg').provenance).toBe('learned')
    expect(call('PATCH', '/lamps/2', { name: 'x', height: 3 })).toMatchObject({
      status: 422,
      body: { field: 'height', problem: 'unknown field: height' },
    })
  })

  test('are none that were accepted, or that answers show', () => {
    const call = twinOf(sessions)
    call('POST', '/lamps', { name: 'tall', price: 7 })
    expect(call('GET', '/lamps?price=7&name=tall').status).toBe(200)
    expect(call('PATCH', '/lamps/1', { name: 'taller', colour: 'red' }).status).not.toBe(422)
  })

  test('say nothing where the refusal speaks of something else', () => {
    const call = twinOf([
      session(1, lines(1, [['GET', '/lamps?name=none&page=7', undefined, 400, { error: 'too many requests at once' }]])),
      session(2, lines(2)),
    ])
    expect(call('GET', '/lamps?page=1').status).toBe(200)
  })
})
