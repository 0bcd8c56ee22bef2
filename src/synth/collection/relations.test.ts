import { describe, expect, test } from 'vitest'
import { passesOf, sessionsOf } from '../sessions-for-tests.ts'

const relationsIn = (...tables: readonly string[]) =>
  passesOf(sessionsOf(...tables)).collections.flatMap(({ relations = {} }) =>
    Object.entries(relations).map(([field, { by }]) => (by === undefined ? field : `${field} by ${by}`)),
  )

test('entities that hold the key of one are what it lists', () => {
  const table = (at: number) => `
    POST /tasks {"title":"a${at}","board":1} -> 201 {"id":5,"title":"a${at}","board":1}
    POST /tasks {"title":"b${at}","board":1} -> 201 {"id":6,"title":"b${at}","board":1}
    POST /tasks {"title":"c${at}","board":2} -> 201 {"id":7,"title":"c${at}","board":2}
    GET /tasks/5 -> 200 {"id":5,"title":"a${at}","board":1}
    GET /boards/1 -> 200 {"id":1,"name":"B${at}","open":[5,6]}
    GET /boards/2 -> 200 {"id":2,"name":"C${at}","open":[7]}`
  expect(relationsIn(table(1), table(2), table(3))).toContain('open by board')
})

test('a number that all have is no key that some are listed for', () => {
  // What teams list are roles, whose numbers are those of people, too; each person has the level 1, and so has the only team a number.
  const table = (at: number) => `
    POST /people {"name":"a${at}"} -> 201 {"id":5,"name":"a${at}","level":1}
    POST /people {"name":"b${at}"} -> 201 {"id":6,"name":"b${at}","level":1}
    POST /people {"name":"c${at}"} -> 201 {"id":7,"name":"c${at}","level":1}
    GET /people/5 -> 200 {"id":5,"name":"a${at}","level":1}
    POST /teams {"title":"t${at}","roles":[3,5]} -> 201 {"id":1,"title":"t${at}","roles":[{"id":3,"label":"lead"},{"id":5,"label":"guest"}]}
    GET /teams/1 -> 200 {"id":1,"title":"t${at}","roles":[{"id":3,"label":"lead"},{"id":5,"label":"guest"}]}`
  expect(relationsIn(table(1), table(2), table(3))).toEqual([])
})

describe('what is listed comes', () => {
  // Keys are random: `first` is made first, and is shown where its key belongs.
  const table = (first: string, second: string) => (listed: string) =>
    `
    POST /tasks {"title":"a","board":"b1"} -> 201 {"id":"${first}","title":"a","board":"b1"}
    POST /tasks {"title":"b","board":"b1"} -> 201 {"id":"${second}","title":"b","board":"b1"}
    GET /tasks/${first} -> 200 {"id":"${first}","title":"a","board":"b1"}
    GET /boards/b1 -> 200 {"id":"b1","name":"B","open":${listed}}`
  const down = table('k9z2x7w4', 'c3v8b5n1')
  const up = table('d4f6g8h1', 'p7q2r9s5')
  const sortIn = (...tables: readonly string[]) =>
    passesOf(sessionsOf(...tables)).collections.flatMap(({ relations = {} }) =>
      Object.values(relations).flatMap(({ by, sort }) => (by ? [sort] : [])),
    )

  test('in the order of the keys, where that is another than that in which it was made', () => {
    expect(sortIn(down('["c3v8b5n1","k9z2x7w4"]'), up('["d4f6g8h1","p7q2r9s5"]'))).toEqual(['id'])
    expect(sortIn(down('["k9z2x7w4","c3v8b5n1"]'), up('["p7q2r9s5","d4f6g8h1"]'))).toEqual(['-id'])
  })

  test('as it was made, where nothing shows otherwise', () => {
    expect(sortIn(down('["k9z2x7w4","c3v8b5n1"]'), up('["d4f6g8h1","p7q2r9s5"]'))).toEqual([undefined])
    expect(sortIn(up('["d4f6g8h1","p7q2r9s5"]'), up('["d4f6g8h1","p7q2r9s5"]'))).toEqual([undefined])
  })
})
