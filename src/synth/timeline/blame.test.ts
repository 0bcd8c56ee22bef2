import { expect, test } from 'vitest'
import { passesOf, sessionsOf } from '../sessions-for-tests.ts'

// Closing is seen alone; later a note is written after it, before anybody looks.
const table = (at: number) => `
  POST /tasks {"title":"T${at}"} -> 201 {"id":1,"title":"T${at}","done":false,"note":null}
  PUT /tasks/1/done -> 204
  GET /tasks/1 -> 200 {"id":1,"title":"T${at}","done":true,"note":null}
  POST /tasks {"title":"U${at}"} -> 201 {"id":2,"title":"U${at}","done":false,"note":null}
  PUT /tasks/2/note {"text":"n${at}"} -> 204
  GET /tasks/2 -> 200 {"id":2,"title":"U${at}","done":false,"note":"n${at}"}
  PUT /tasks/2/done -> 204
  PUT /tasks/2/note {"text":"m${at}"} -> 204
  GET /tasks/2 -> 200 {"id":2,"title":"U${at}","done":true,"note":"m${at}"}`

test('a change is put down to the write that is known to make it, not to the last one', () => {
  const { timeline } = passesOf(sessionsOf(table(1), table(2)))
  const track = timeline.tracks('task', 0).find(({ key }) => key === '2')
  const doneAt = track?.versions.find(({ value }) => value.done === true)
  expect([doneAt?.at, [...(doneAt?.unknown ?? [])]]).toEqual([6, []])
  expect(track?.versions.find(({ value }) => value.note === 'm1')?.at).toBe(7)
})
