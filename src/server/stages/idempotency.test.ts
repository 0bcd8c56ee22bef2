import { expect, test } from 'vitest'
import { compileRoute, type RouteTest } from '../route-pattern.ts'
import { IdempotencyStage } from './idempotency.ts'
import type { StageCall } from './stage.ts'

const concerns = compileRoute(undefined, []) as RouteTest
const rule = {
  header: 'Idempotency-Key',
  methods: ['POST'],
  expires: '1h',
  required: false,
  conflict: { status: 422 },
  in_flight: 'wait' as const,
}

/** A request under the key, and what is to be called when its answer has left. */
function request(body: string): StageCall & { sent: () => void } {
  const call = {
    request: { method: 'POST', target: '/things', headers: [['idempotency-key', 'k']] as const, body: new TextEncoder().encode(body) },
    route: undefined,
    nowMs: 0,
    origin: '',
    answerAs: () => undefined,
    foresee: () => undefined,
    onSent: (run: () => void) => {
      call.sent = run
    },
    sent: () => {},
  }
  return call
}

const answered = (status: number) => ({ provenance: 'learned' as const, response: { status, headers: [], body: new Uint8Array() } })

test.each([
  [201, 201],
  [503, undefined],
])('what waited for an answer of %s is told %s in its turn', (status, told) => {
  const stage = new IdempotencyStage({ rule, concerns, clientOf: () => 'all' })
  const [first, again, other] = [request('a'), request('a'), request('b')]
  expect(stage.enter(first)).toBeUndefined()
  stage.leave(first, answered(status))
  let goesOn = false
  stage.hold(again)?.(() => {
    goesOn = true
  })
  expect([stage.holds, goesOn, stage.hold(other), stage.fork().hold(again)]).toEqual([true, false, undefined, undefined])
  expect(stage.leave(other, stage.enter(other) ?? answered(200)).response.status).toBe(422)
  first.sent()
  expect([stage.holds, goesOn, stage.hold(again)]).toEqual([false, true, undefined])
  expect(stage.enter(again)?.response.status).toBe(told)
})
