import { expect, test } from 'vitest'
import { compileAuthor } from '#author'
import { compileTwin } from '#engine'
import type { Model } from '#model'
import { createFixedClock } from '#state'

const routes = `
schedules:
  - name: nightly report
    cron: '0 2 * * *'
    zone: Europe/Berlin
    do:
      - create: report
        value: { id: { $: 'time(now, "date")' }, open: { $: 'size(list("invoice").filter(one, one.status == "open"))' } }
collections:
  report: {}
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

const machines = `
entities:
  subscription:
    initial_state: trialing
    transitions:
      - { from: trialing, to: active, trigger: after 14 days }
      - { from: [trialing, active], to: canceled, trigger: at cancel_at }
    schedules:
      - name: renewal
        in: active
        every: month
        do:
          - create: invoice
            value: { id: { $: 'mint("uuid4")' }, subscription: { $: self.id }, status: open, at: { $: 'time(now, "date")' } }
      - { name: forgotten, in: canceled, at: 'plus(since, "1y")', delete: true }
  invoice:
    initial_state: open
    transitions:
      - { from: open, to: overdue, trigger: after 2 weeks }
`

/** What files come to; throws where something is wrong with them. */
function compile(): Model {
  const { model, findings } = compileAuthor(
    { routes: { name: 'routes.yaml', text: routes }, machines: { name: 'state-machine.yaml', text: machines } },
    'billing',
  )
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([])
  return model as Model
}

test('subscriptions renew, invoices fall due, a report comes each night', () => {
  const model = compile()
  const clock = createFixedClock(Date.UTC(2026, 0, 17))
  const session = compileTwin(model).createSession({ seed: 1, clock, origin: 'http://twin.test' })
  const body = new TextEncoder().encode('{"plan": "pro"}')
  session.answer({ method: 'POST', target: '/subscriptions', headers: [['Content-Type', 'application/json']], body })
  // active from 31 January on
  clock.advanceTo(Date.UTC(2026, 3, 5))
  session.work?.()
  const { subscription, invoice, report } = session.state() as Record<string, Record<string, unknown>[]>
  expect(subscription).toMatchObject([{ plan: 'pro', status: 'active' }])
  expect(invoice?.map(({ at, status }) => [at, status])).toEqual([
    ['2026-02-28', 'overdue'],
    ['2026-03-31', 'open'],
  ])
  expect(report).toHaveLength(79)
  expect(report?.at(-1)).toEqual({ id: '2026-04-05', open: 1 })
})

test('what is there from the start is timed from when the session begins', () => {
  const model = compile()
  const clock = createFixedClock(Date.UTC(2026, 0, 1))
  const fixtures = {
    subscription: [{ value: { id: 's', status: 'trialing' } }, { value: { id: 't', status: 'active', cancel_at: '2026-01-20' } }],
  }
  const session = compileTwin(model).createSession({ seed: 1, clock, origin: 'http://twin.test', fixtures })
  clock.advanceTo(Date.UTC(2026, 0, 25))
  session.work?.()
  expect(session.state()['subscription']).toMatchObject([{ status: 'active' }, { status: 'canceled' }])
})
