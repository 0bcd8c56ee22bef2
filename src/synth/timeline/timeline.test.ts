import { describe, expect, test } from 'vitest'
import { passesOf, sessionsOf } from '../sessions-for-tests.ts'
import { isAliveAt, type Track } from './track.ts'

/** The lives of the entities of a kind in the first session, as `key: born at, died at`. */
function livesOf(collection: string, ...tables: readonly string[]): string[] {
  const { timeline } = passesOf(sessionsOf(...tables))
  return timeline
    .tracks(collection, 0)
    .map(({ key, bornBy, diedBy }) => `${keyText(key)}: ${bornBy?.index ?? 'before'}, ${diedBy?.index ?? 'never'}`)
}

function keyText(key: string): string {
  return key.replaceAll(/[^\w-]+/g, '/')
}

/** Values of one field from the call with which index on. */
function historyOf(track: Track | undefined, field: string): [number, unknown][] {
  const history: [number, unknown][] = []
  for (const { at, value } of track?.versions ?? [])
    if (history.length === 0 || history.at(-1)?.[1] !== value[field]) history.push([at, value[field]])
  return history
}

const life = (word: string) => `
  POST /orders {"title":"One ${word}"} -> 201 {"id":1,"title":"One ${word}"}
  POST /orders {"title":"Two ${word}"} -> 201 {"id":2,"title":"Two ${word}"}
  GET /orders/1 -> 200 {"id":1,"title":"One ${word}"}
  PATCH /orders/1 {"title":"New ${word}"} -> 200 {"id":1,"title":"New ${word}"}
  GET /orders -> 200 [{"id":1,"title":"New ${word}"},{"id":2,"title":"Two ${word}"}]
  DELETE /orders/1 -> 204
  GET /orders/1 -> 404 {"error":"none"}`

describe('a life', () => {
  test('T13: goes from the write that made it to the one that ended it', () => {
    expect(livesOf('order', life('a'), life('b'))).toEqual(['1: 0, 5', '2: 1, never'])
  })

  test('began before the session where no write made it', () => {
    const table = 'GET /plans/11 -> 200 {"id":11,"seats":1}\nGET /plans/12 -> 200 {"id":12,"seats":9}'
    expect(livesOf('plan', table, table)).toEqual(['11: before, never', '12: before, never'])
  })

  test('of the same key may come twice', () => {
    const table = (word: string) => `
      PUT /notes/todo-${word} {"text":"first ${word}"} -> 201 {"id":"todo-${word}","text":"first ${word}"}
      DELETE /notes/todo-${word} -> 204
      GET /notes/todo-${word} -> 404 {"error":"none"}
      PUT /notes/todo-${word} {"text":"again ${word}"} -> 201 {"id":"todo-${word}","text":"again ${word}"}
      GET /notes/todo-${word} -> 200 {"id":"todo-${word}","text":"again ${word}"}`
    expect(livesOf('note', table('a1'), table('b2'))).toEqual(['todo-a1: 0, 1', 'todo-a1: 3, never'])
  })

  test('T21: is known of an entity whose create answered nothing, by what it was sent', () => {
    const table = (word: string) => `
      POST /orders {"title":"First ${word}"} -> 201
      POST /orders {"title":"Second ${word}"} -> 201
      GET /orders/1 -> 200 {"id":1,"title":"First ${word}"}
      GET /orders/2 -> 200 {"id":2,"title":"Second ${word}"}`
    expect(livesOf('order', table('of a'), table('of b'))).toEqual(['1: 0, never', '2: 1, never'])
  })

  test('a delete that was refused ends nothing', () => {
    const table = (word: string) => `${life(word)}
      DELETE /orders/2 -> 409 {"error":"in use"}
      GET /orders/2 -> 200 {"id":2,"title":"Two ${word}"}`
    expect(livesOf('order', table('a'), table('b'))).toEqual(['1: 0, 5', '2: 1, never'])
  })

  test('T26: of the same number under another parent is another one', () => {
    const table = (word: string) => `
      POST /projects/7/issues {"title":"seven ${word}"} -> 201 {"number":1,"title":"seven ${word}"}
      POST /projects/8/issues {"title":"eight ${word}"} -> 201 {"number":1,"title":"eight ${word}"}
      GET /projects/7/issues/1 -> 200 {"number":1,"title":"seven ${word}"}
      GET /projects/8/issues/1 -> 200 {"number":1,"title":"eight ${word}"}`
    const { timeline } = passesOf(sessionsOf(table('a'), table('b')))
    expect(timeline.tracks('issue', 0).map(({ parts, bornBy }) => [parts, bornBy?.index])).toEqual([
      [['7', 1], 0],
      [['8', 1], 1],
    ])
  })
})

describe('what an entity was', () => {
  test('a change is put down to the write between two readings', () => {
    const { timeline } = passesOf(sessionsOf(life('a'), life('b')))
    const [first] = timeline.tracks('order', 0)
    expect(historyOf(first, 'title')).toEqual([
      [0, 'One a'],
      [3, 'New a'],
    ])
    expect([2, 4, 5].map((at) => first && isAliveAt(first, at))).toEqual([true, true, false])
  })

  test('T21: a change that its write did not show is known from the next reading', () => {
    const table = (word: string) => `
      POST /orders {"title":"One ${word}"} -> 201 {"id":1,"title":"One ${word}"}
      PATCH /orders/1 {"title":"New ${word}"} -> 204
      POST /orders {"title":"Two ${word}"} -> 201 {"id":2,"title":"Two ${word}"}
      GET /orders/1 -> 200 {"id":1,"title":"New ${word}"}`
    const { timeline } = passesOf(sessionsOf(table('a'), table('b')))
    expect(historyOf(timeline.tracks('order', 0)[0], 'title')).toEqual([
      [0, 'One a'],
      [1, 'New a'],
    ])
  })

  test('which of two writes changed it is not sure', () => {
    const table = (word: string) => `
      POST /orders {"title":"One ${word}"} -> 201 {"id":1,"title":"One ${word}"}
      PATCH /orders/1 {"turn":true} -> 204
      PATCH /orders/1 {"mix":true} -> 204
      GET /orders/1 -> 200 {"id":1,"title":"New ${word}"}`
    const { timeline } = passesOf(sessionsOf(table('a'), table('b')))
    expect(timeline.tracks('order', 0)[0]?.versions.at(-1)).toMatchObject({ at: 2, unknown: new Set(['title']) })
  })

  test('the write that sent a value gave it', () => {
    const table = (word: string) => `
      POST /orders {"title":"One ${word}"} -> 201 {"id":1,"title":"One ${word}"}
      PATCH /orders/1 {"title":"New ${word}"} -> 204
      POST /orders/1/mix -> 204
      GET /orders/1 -> 200 {"id":1,"title":"New ${word}"}`
    const { timeline } = passesOf(sessionsOf(table('a'), table('b')))
    expect(timeline.tracks('order', 0)[0]?.versions.at(-1)).toMatchObject({ at: 1, unknown: new Set() })
  })

  test('a field that changes without a write is no part of it', () => {
    const table = (word: string) => `
      POST /jobs {"name":"Job ${word}"} -> 201 {"id":1,"name":"Job ${word}","age":0}
      GET /jobs/1 -> 200 {"id":1,"name":"Job ${word}","age":3}
      GET /jobs/1 -> 200 {"id":1,"name":"Job ${word}","age":7}`
    const { timeline } = passesOf(sessionsOf(table('a'), table('b')))
    expect(timeline.tracks('job', 0)[0]?.versions.map(({ value }) => value)).toEqual([{ id: 1, name: 'Job a' }])
  })

  test('a world before and after a call', () => {
    const { timeline, calls } = passesOf(sessionsOf(life('a'), life('b')))
    const patch = calls[0]?.[3]
    if (!patch) throw new Error('no call')
    expect(timeline.moment(patch, 'before').find('order', '1')).toEqual({ id: 1, title: 'One a' })
    expect(timeline.moment(patch, 'after').find('order', '1')).toEqual({ id: 1, title: 'New a' })
    expect(timeline.moment(patch, 'after').list('order')).toHaveLength(2)
  })
})

describe('keys that count', () => {
  const sequencesOf = (...tables: readonly string[]) => [...passesOf(sessionsOf(...tables)).context.sequences]

  test('by one from the same number on', () => {
    expect(sequencesOf(life('a'), life('b'))).toEqual([['order', { name: 'order', start: 1, isUnproven: true }]])
  })

  test('over two collections together', () => {
    const table = (word: string) => `
      POST /cats {"name":"Tom ${word}"} -> 201 {"id":1,"name":"Tom ${word}"}
      POST /dogs {"name":"Rex ${word}"} -> 201 {"id":2,"name":"Rex ${word}"}
      POST /cats {"name":"Kit ${word}"} -> 201 {"id":3,"name":"Kit ${word}"}
      GET /cats/1 -> 200 {"id":1,"name":"Tom ${word}"}
      GET /dogs/2 -> 200 {"id":2,"name":"Rex ${word}"}
      GET /cats/3 -> 200 {"id":3,"name":"Kit ${word}"}`
    expect(sequencesOf(table('a'), table('b')).map(([name, { name: shared, start }]) => [name, shared, start])).toEqual([
      ['cat', 'cat+dog', 1],
      ['dog', 'cat+dog', 1],
    ])
  })

  const numbered = (word: string, path: (project: number, number: number) => string) =>
    [
      [7, 1],
      [8, 1],
      [7, 2],
      [7, 3],
      [8, 2],
    ]
      .map(([project = 0, number = 0]) => {
        const issue = `{"number":${number},"title":"${word} ${project} ${number}"}`
        return `${path(project, number)} {"title":"${word} ${project} ${number}"} -> 201 ${issue}
          GET /projects/${project}/issues/${number} -> 200 ${issue}`
      })
      .join('\n')

  test('T26: by one within each parent', () => {
    const post = (project: number) => `POST /projects/${project}/issues`
    expect(sequencesOf(numbered('a', post), numbered('b', post))).toEqual([
      ['issue', { name: 'issue', start: 1, within: ['/projects/{}'] }],
    ])
  })

  test('T14: a number that the client wrote into the path counts in nothing', () => {
    const put = (project: number, number: number) => `PUT /projects/${project}/issues/${number}`
    expect(sequencesOf(numbered('a', put), numbered('b', put))).toEqual([])
  })

  test('in texts that are numbers, as JSON:API writes ids', () => {
    const table = (word: string) =>
      [1, 2, 3]
        .map(
          (id) =>
            `POST /notes {"text":"${word} ${id}"} -> 201 {"data":{"type":"notes","id":"${id}","attributes":{"text":"${word} ${id}"}}}`,
        )
        .map(
          (line, at) =>
            `${line}\nGET /notes/${at + 1} -> 200 {"data":{"type":"notes","id":"${at + 1}","attributes":{"text":"${word} ${at + 1}"}}}`,
        )
        .join('\n')
    expect(sequencesOf(table('a'), table('b'))).toEqual([['note', { name: 'note', start: 1 }]])
  })

  test('no text that the client chose counts, nor one that is no number', () => {
    const chosen = (word: string) =>
      [1, 2, 3]
        .map(
          (id) =>
            `POST /notes {"id":"${id}"} -> 201 {"id":"${id}","text":"${word}"}\nGET /notes/${id} -> 200 {"id":"${id}","text":"${word}"}`,
        )
        .join('\n')
    expect(sequencesOf(chosen('a'), chosen('b'))).toEqual([])
    const table = (word: string) => `POST /notes {"id":"a${word}"} -> 201 {"id":"a${word}"}\nGET /notes/a${word} -> 200 {"id":"a${word}"}`
    expect(sequencesOf(table('x1'), table('y2'))).toEqual([])
  })
})

test('a write that lists keys and shows what they name changes these', () => {
  const { timeline } = passesOf(
    sessionsOf(`
      POST /pens {"name":"a"} -> 200 {"data":{"id":1,"name":"a","state":"new"}}
      POST /pens {"name":"b"} -> 200 {"data":{"id":2,"name":"b","state":"new"}}
      POST /pens {"name":"c"} -> 200 {"data":{"id":3,"name":"c","state":"new"}}
      PATCH /pens {"keys":[1,2],"state":"old"} -> 200 {"data":[{"id":1,"name":"a","state":"old"},{"id":2,"name":"b","state":"old"}]}
      GET /pens -> 200 {"data":[{"id":1,"name":"a","state":"old"},{"id":2,"name":"b","state":"old"},{"id":3,"name":"c","state":"new"}]}`),
  )
  expect(historyOf(timeline.tracks('pen', 0)[1], 'state')).toEqual([
    [1, 'new'],
    [3, 'old'],
  ])
})

test('a write whose body is a map by the keys of entities changes these', () => {
  const key = '3f0e8c52-6b1d-4f0a-9c53-1de2a7b94c10'
  const { timeline } = passesOf(
    sessionsOf(`
      POST /rooms {"name":"a"} -> 201 {"id":"${key}","name":"a","taken":0}
      PUT /stays/7 {"rooms":{"${key}":{"beds":2}}} -> 204
      POST /rooms {"name":"b"} -> 201 {"id":"0b9d7f31-58ce-4b7e-a2f4-93c61e0d5f28","name":"b","taken":0}
      GET /rooms/${key} -> 200 {"id":"${key}","name":"a","taken":2}`),
  )
  const room = timeline.tracks('room', 0).find((track) => track.key === key)
  expect(room?.writes).toEqual([0, 1])
  expect(historyOf(room, 'taken')).toEqual([
    [0, 0],
    [1, 2],
  ])
})
