import { expect, test } from 'vitest'
import { finishModel } from './learn.ts'
import { learnRules, startLearning } from './learn-rules.ts'
import { sessionsOf } from './sessions-for-tests.ts'

const table = (at: number) => `
  POST /towns {"name":"Town ${at}"} -> 201 {"id":1,"name":"Town ${at}"}
  POST /towns {} -> 422 {"error":"name is missing"}
  GET /towns/1 -> 200 {"id":1,"name":"Town ${at}"}
  GET /towns/7 -> 404 {"error":"no such town"}
  PATCH /towns/1 {"name":"City ${at}"} -> 200 {"id":1,"name":"City ${at}"}
  GET /towns -> 200 [{"id":1,"name":"City ${at}"}]
  DELETE /towns/1 -> 204`
const sessions = sessionsOf(...[0, 1, 2, 3].map(table))

test('routes can be learned in any order, by several learnings that pass plain data', () => {
  const whole = finishModel(learnRules(sessions))
  const [here, there] = [startLearning(sessions), startLearning(sessions)]
  expect(here.routes).toBeGreaterThan(3)
  const rules = Array.from({ length: here.routes }, (_, at) => at)
    .reverse()
    .map((at) => (at % 2 === 0 ? here.learnRoute(at) : structuredClone(there.learnRoute(at))))
    .reverse()
  expect(finishModel(here.finish(rules))).toEqual(whole)
})
