import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseJson } from '#base'
import { checkTwin } from '#conform'
import { compileTwin, printedValue, type Twin } from '#engine'
import { printJson } from '#lang'
import { ownOrigin } from '#model'
import { learn } from '#synth'
import { range, recordSessions, serviceTarget } from '../sim/learn-twin.ts'
import { services } from '../sim/services/index.ts'
import { jsonValue } from './lang-arbitraries.ts'

const origin = 'http://twin.test'

test('what a value says is what is read in its text', () => {
  fc.assert(
    fc.property(jsonValue, (value) => {
      const said = printedValue(value, origin)
      if (said !== undefined) expect(printJson(said)).toBe(printJson(parseJson(printJson(value)) ?? null))
    }),
  )
})

test.each([
  [
    { self: `${ownOrigin}/a`, other: ['b'] },
    { self: `${origin}/a`, other: ['b'] },
  ],
  [
    [0, -1, 1.5, 2 ** 53 - 1, null, true, ''],
    [0, -1, 1.5, 2 ** 53 - 1, null, true, ''],
  ],
])('%j says %j', (value, said) => {
  expect(printedValue(value, origin)).toEqual(said)
})

test.each([
  [2 ** 53],
  [1e21],
  [Number.NaN],
  [-0],
  [10n],
  [{ [ownOrigin]: 1 }],
  [{ a: [undefined as never] }],
  [{ a: { b: undefined as never } }],
])('what %s says only its text can tell', (value) => {
  expect(printedValue(value, origin)).toBeUndefined()
})

test('what names nothing of the service is not copied', () => {
  const value = { plain: { a: [1, { b: 'c' }] }, link: `${ownOrigin}/x` }
  const said = printedValue(value, origin) as typeof value
  expect(said.plain).toBe(value.plain)
  expect(value.link).toBe(`${ownOrigin}/x`)
})

/** The twin as one that gives no more than bytes. */
function inBytes(twin: Twin): Twin {
  return {
    ...twin,
    createSession: (options) => twin.createSession({ ...options, isRead: false }),
  }
}

describe.each(services.filter((_, at) => at % 3 === 0))('$name', (spec) => {
  test('is judged by what it says as by the bytes in which it says it', () => {
    const sessions = recordSessions(spec, range(0, 6), serviceTarget(spec))
    // of few sessions little is learned: much is wrong
    const { model, recalls } = learn(sessions.slice(0, 2))
    const twin = compileTwin(model, { recalls })
    const report = checkTwin(twin, sessions, { listUnverified: true })
    expect(checkTwin(inBytes(twin), sessions, { listUnverified: true })).toEqual(report)
  })
})
