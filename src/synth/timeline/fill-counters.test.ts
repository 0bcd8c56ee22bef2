import { expect, test } from 'vitest'
import { passesOf, sessionsOf } from '../sessions-for-tests.ts'

const show = (at: number, count: number) => `GET /threads/t${at}f3c9e7 -> 200 {"id":"t${at}f3c9e7","replies":${count}}`
const reply = (at: number) => `POST /threads/t${at}f3c9e7/replies {"text":"a"} -> 201 {"text":"a"}`

const table = (at: number) => `
  POST /threads {} -> 201 {"id":"t${at}f3c9e7","replies":0}
  ${reply(at)}
  ${show(at, 1)}
  ${reply(at)}
  POST /threads/t${at}f3c9e7/pin {} -> 200 {"pinned":true}
  ${show(at, 2)}
  ${reply(at)}
  POST /threads/t${at}f3c9e7/pin {} -> 200 {"pinned":true}
  ${reply(at)}
  ${show(at, 4)}`

test('a number that each call of a kind moves by one is known in between', () => {
  const { timeline } = passesOf(sessionsOf(table(1), table(2), table(3)))
  const [track] = timeline.tracks('thread', 0)
  const after = (index: number) => track?.versions.findLast(({ at }) => at <= index)
  expect([1, 3, 4, 6, 7, 8].map((index) => after(index)?.value.replies)).toEqual([1, 2, 2, 3, 3, 4])
  expect(after(6)?.unknown.has('replies')).toBe(false)
})
