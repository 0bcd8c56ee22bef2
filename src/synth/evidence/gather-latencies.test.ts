import { expect, test } from 'vitest'
import { latenciesOf } from '#model'
import { session } from '../guard/service-for-tests.ts'
import { learn } from '../learn.ts'

test('how long answers took is kept tenth by tenth, by route and of all', () => {
  const recorded = session(
    0,
    Array.from({ length: 11 }, (_, at) => ['GET', `/things/${at}`, undefined, 200, { id: at }] as const),
  )
  const exchanges = recorded.exchanges.map((exchange, at) => ({ ...exchange, endedAtMs: exchange.startedAtMs + at * 10 }))
  const { latencies } = learn([{ ...recorded, exchanges }])
  const tenths = [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100]
  expect(latenciesOf(latencies, Object.keys(latencies.routes)[1])).toEqual(tenths)
  expect([latenciesOf(latencies, 'GET /other'), latenciesOf(latencies, undefined)]).toEqual([tenths, tenths])
})
