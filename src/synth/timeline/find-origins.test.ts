import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { passesOf, sessionsOf } from '../sessions-for-tests.ts'

const day = (at: number) => Date.UTC(2026, 0, 1 + at) / 1000
const key = (name: string, at: number, number: number) =>
  `${name}_${createHash('sha256').update(`${at} ${number}`).digest('hex').slice(0, 20)}`
/** What made each entity, by its key: label of the request and place in the session. */
function makers(table: (at: number) => string, kind: string) {
  const { timeline } = passesOf(sessionsOf(table(0), table(1), table(2)))
  return timeline.allTracks(kind).map(({ session, bornBy }) => [session, bornBy && `${bornBy.request.method} ${bornBy.route.pattern}`])
}

describe('what only a later answer shows', () => {
  test('was made by the write that was under way at the moment that it tells', () => {
    const table = (at: number) => `
      POST /lamps {"watts":${at}} -> 201 {"id":"${key('lamp', at, 1)}","watts":${at}}
      POST /vases {"height":${at}} -> 201 {"id":"${key('vase', at, 2)}","height":${at}}
      GET /lamps/${key('lamp', at, 1)} -> 200 {"id":"${key('lamp', at, 1)}","watts":${at}}
      GET /vases/${key('vase', at, 2)} -> 200 {"id":"${key('vase', at, 2)}","height":${at}}
      GET /logs -> 200 {"logs":[{"id":"${key('log', at, 2)}","at":${day(at) + 1}},{"id":"${key('log', at, 1)}","at":${day(at)}}]}`
    expect(makers(table, 'log').map(([, maker]) => maker)).toEqual(Array(3).fill(['POST /lamps', 'POST /vases']).flat())
  })

  test('of two writes at one moment, that one did which made the others of its kind', () => {
    const log = (at: number, number: number, type: string, second: number) =>
      `{"id":"${key('log', at, number)}","type":"${type}","about":"${key('lamp', at, 1)}","at":"${new Date((day(at) + second) * 1000 + (at === 2 ? 1000 : 2)).toISOString()}"}`
    const table = (at: number) => `
      POST /lamps {"watts":${at}} -> 201 {"id":"${key('lamp', at, 1)}","watts":${at}}
      POST /lamps/${key('lamp', at, 1)}/switch -> 200 {"id":"${key('lamp', at, 1)}","watts":${at}}
      GET /lamps/${key('lamp', at, 1)} -> 200 {"id":"${key('lamp', at, 1)}","watts":${at}}
      GET /logs -> 200 {"logs":[${log(at, 1, 'made', 0)},${log(at, 2, 'switched', 1)}]}`
    expect(makers(table, 'log').slice(0, 2)).toEqual([
      [0, 'POST /lamps'],
      [0, 'POST /lamps/{lamp_id}/switch'],
    ])
  })

  test('without a moment was made with the parent whose key it holds; what holds none of this session was there before', () => {
    const table = (at: number) => `
      POST /boards {"name":"b${at}"} -> 201 {"id":"${key('board', at, 1)}","name":"b${at}"}
      GET /boards/${key('board', at, 1)} -> 200 {"id":"${key('board', at, 1)}","name":"b${at}"}
      GET /lanes -> 200 [{"id":"${key('lane', at, 2)}","board":"${key('board', at, 1)}"},{"id":"lane-common","board":"common-board"}]`
    expect(makers(table, 'lane').map(([, maker]) => maker)).toEqual(Array(3).fill([undefined, 'POST /boards']).flat())
  })
})
