import { expect, test } from 'vitest'
import { passesOf, sessionsOf } from '../sessions-for-tests.ts'
import { explainTable } from './explain-table.ts'

/** Sessions that read each of their flags twice; `name` says what a flag is called in a session. */
function tableOf(name: (session: number, place: number) => string) {
  const sessions = [0, 1, 2, 3].map((session) =>
    [0, 1, 2, 3, 4].map((place) => {
      const line = `GET /flags?name=${name(session, place)} -> 200 {"on":${place % 2 === 0}}`
      return `${line}\n${line}`
    }),
  )
  const { calls, context } = passesOf(sessionsOf(...sessions.map((lines) => lines.join('\n'))))
  const observations = calls.flat().map((call) => ({
    scope: context.scopes.create(call, {}),
    target: (call.body.value as { on: boolean }).on,
  }))
  return explainTable(observations, context)
}

test('what goes with names that sessions share is a table', () => {
  expect(tableOf((_, place) => `plan-${place}`)).toMatchObject({ hits: 40 })
})

test('what goes with names of one session is none', () => {
  expect(tableOf((session, place) => `flag-${session}-${place}`)).toBeUndefined()
})
