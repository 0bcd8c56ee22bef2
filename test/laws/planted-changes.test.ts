import { expect, test } from 'vitest'
import { checkPrepared, checkTwin, type PreparedSession, prepareSessions } from '#conform'
import type { Twin } from '#engine'
import type { Exchange, HttpResponse } from '#http'
import type { RecordedSession } from '#recording'
import { changeKinds, type Draw, type Planted, plantChange } from './plant-change.ts'
import { createShop } from './shop.ts'
import { recordShop } from './shop-session.ts'

/** How many changes are planted: the figure that is promised. */
const count = 500

function createDraw(seed: number): Draw {
  let state = seed
  return (bound) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return Math.floor((state / 2 ** 32) * bound)
  }
}

/** Another instance of the shop, which says at one moment what `change` makes of its answer; `answers` are what it would have said. */
function createTwin(
  answers: HttpResponse[],
  change: (at: number, response: HttpResponse) => HttpResponse = (_, response) => response,
): Twin {
  return {
    name: 'shop',
    routes: [],
    createSession: ({ clock, origin }) => {
      const service = createShop(77, origin)
      return {
        answer: (request) => {
          const response = service(request, clock.nowMs() + 4)
          answers.push(response)
          return { response: change(answers.length - 1, response), provenance: 'learned' }
        },
        state: () => ({}),
        reset: () => {},
      }
    },
  }
}

const sessions = [1, 2, 3, 4].map(recordShop)
const [session] = sessions as [RecordedSession]
const answers: HttpResponse[] = []
checkTwin(createTwin(answers), [session])

test('another instance of the service is told from it by nothing', () => {
  const report = checkTwin(createTwin([]), sessions)
  expect(report.divergences).toEqual([])
  expect(report).toMatchObject({ scoreBp: 10_000, passed: true, suppressed: [], findings: [] })
})

/** Whether one of the answers before has shown the value. */
function shownBefore(at: number): (value: string) => boolean {
  const texts = session.exchanges.slice(0, at).map(({ response }) => new TextDecoder().decode(response?.body))
  return (value) => texts.some((text) => text.includes(value))
}

function* plantChanges(draw: Draw): Generator<{ at: number; kind: string; planted: Planted }> {
  for (let number = 0; number < count; ) {
    const at = draw(answers.length)
    const kind = changeKinds[number % changeKinds.length] as (typeof changeKinds)[number]
    const recorded = session.exchanges[at]?.response as HttpResponse
    const planted = plantChange(kind, recorded, answers[at] as HttpResponse, draw, {
      wasShown: shownBefore(at),
      nowMs: session.exchanges[at]?.endedAtMs ?? 0,
    })
    if (planted === undefined) continue
    number++
    yield { at, kind, planted }
  }
}

test('T57 each of 500 single changes is reported, at its place and nowhere else in the answer, and none is suppressed', () => {
  const [prepared] = prepareSessions(sessions) as [PreparedSession]
  const wrong: string[] = []
  for (const { at, kind, planted } of plantChanges(createDraw(20_260_301))) {
    const twin = createTwin([], (now, response) => (now === at ? planted.response : response))
    // what follows from what the client was told wrongly comes after
    const report = checkPrepared(twin, [{ ...prepared, exchanges: prepared.exchanges.slice(0, at + 1) }])
    const found = report.divergences.map(({ exchange, path }) => `#${exchange} ${path}`)
    if (found.join() !== `#${at} ${planted.path}` || report.suppressed.length > 0) {
      const { method, target } = (session.exchanges[at] as Exchange).request
      wrong.push(`${kind} #${at} ${method} ${target} ${planted.path}: ${found.join(', ') || 'not reported'}`)
    }
  }
  expect(wrong).toEqual([])
})
