import { expect, test } from 'vitest'
import { twinOf } from '../guard/service-for-tests.ts'
import { sessionsOf } from '../sessions-for-tests.ts'

const id = (name: string, at: number) => `${name}-${at}f3c9e7b2`
const shelf = (name: string, at: number, boxes: number) => `{"id":"${id(name, at)}","boxes":${boxes}}`

/** Boxes go from one shelf to another, of which only the shelves themselves tell. */
const table = (at: number) => `
  POST /shelves {"boxes":${40 + at}} -> 201 ${shelf('oak', at, 40 + at)}
  POST /shelves {"boxes":${7 * at}} -> 201 ${shelf('elm', at, 7 * at)}
  POST /moves {"from":"${id('oak', at)}","to":"${id('elm', at)}","boxes":${10 + at}} -> 201 {"moved":true}
  GET /shelves/${id('oak', at)} -> 200 ${shelf('oak', at, 30)}
  GET /shelves/${id('elm', at)} -> 200 ${shelf('elm', at, 8 * at + 10)}
  POST /moves {"from":"${id('elm', at)}","to":"${id('oak', at)}","boxes":${2 + at}} -> 201 {"moved":true}
  GET /shelves/${id('oak', at)} -> 200 ${shelf('oak', at, 32 + at)}
  GET /shelves/${id('elm', at)} -> 200 ${shelf('elm', at, 7 * at + 8)}
  POST /moves {"from":"${id('oak', at)}","to":"elsewhere","boxes":1} -> 422 {"error":"no such shelf"}
  POST /moves {"from":"${id('oak', at)}","to":"${id('elm', at)}","boxes":900} -> 409 {"error":"not enough boxes"}`

test('a write changes the entities that its body names, and is refused if one of them is not there or has not enough', () => {
  const ask = twinOf(sessionsOf(table(1), table(2), table(3), table(4)))
  const [a, b] = [50, 5].map((boxes) => (ask('POST', '/shelves', { boxes }).body as { id: string }).id)
  expect(ask('POST', '/moves', { from: a, to: b, boxes: 8 }).status).toBe(201)
  expect(ask('GET', `/shelves/${a}`).body).toMatchObject({ boxes: 42 })
  expect(ask('GET', `/shelves/${b}`).body).toMatchObject({ boxes: 13 })
  expect(ask('POST', '/moves', { from: b, to: a, boxes: 14 })).toMatchObject({ status: 409, body: { error: 'not enough boxes' } })
  expect(ask('POST', '/moves', { from: a, to: 'nowhere', boxes: 1 })).toMatchObject({ status: 422 })
})
