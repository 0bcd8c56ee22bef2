import { expect, test } from 'vitest'
import { author, errorsOf } from './author-for-tests.ts'

const routes = `
routes:
  - method: POST
    path: /subscriptions
    request_schema: { plan: string! }
    response_schema: { id: uuid, plan: string, status: string, paid: integer? }
    state_effects: [{ create: subscription }]
  - method: GET
    path: /subscriptions
    response_schema: [subscription]
  - method: GET
    path: /invoices
    response_schema: [invoice]
`

test('what can not be is said at its place', () => {
  const wrong = (schedule: string) =>
    errorsOf(author(routes, `entities:\n  invoice: {}\n  subscription:\n    initial_state: active\n    schedules:\n      - ${schedule}\n`))
  expect(wrong('{ every: fortnight, to: lost }')).toEqual(['state-machine.yaml:6:11: "fortnight" is no period'])
  expect(wrong('{ every: month }')).toEqual(['state-machine.yaml:6:9: schedules: says not what happens: it needs to, set, delete or do'])
  expect(wrong("{ every: month, cron: '0 0 * * *', to: lost }")).toEqual([
    'state-machine.yaml:6:9: schedules: needs one of at, every, cron, and has every and cron',
  ])
  expect(wrong("{ cron: '0 25 * * *', to: lost }")[0]).toContain('"25" is no hour of "0 25 * * *"')
  expect(wrong("{ cron: '0 2 * * *', zone: Mars, to: lost }")[0]).toContain('"Mars" is no time zone')
  expect(wrong('{ at: when_ever, to: lost }')[0]).toContain("unknown name 'when_ever'")
})
