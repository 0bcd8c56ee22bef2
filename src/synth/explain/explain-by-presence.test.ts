import { expect, test } from 'vitest'
import { learn } from '../learn.ts'
import { sessionsOf } from '../sessions-for-tests.ts'

const folder = (id: number, name: string, parent: number | null, depth: number) => JSON.stringify({ id, name, parent_id: parent, depth })

/** Below which folder each one is, and how deep. */
const places = [
  [null, 0],
  [null, 0],
  [1, 1],
  [3, 2],
  [2, 1],
  [4, 3],
] as const

/** Folders below each other, deleted unless they hold another. */
const folders = (...names: readonly string[]) => `
  ${names
    .map((name, at) => {
      const [parent, depth] = places[at] ?? [null, 0]
      const sent = { name, ...(parent === null ? {} : { parent_id: parent }) }
      return `POST /folders ${JSON.stringify(sent)} -> 201 ${folder(at + 1, name, parent, depth)}`
    })
    .join('\n')}
  ${[1, 2]
    .map(
      (id) => `
  DELETE /folders/${id} -> 409 {"error":"is not empty"}`,
    )
    .join('\n')}
  DELETE /folders/6 -> 204
  DELETE /folders/4 -> 204
  GET /folders/6 -> 404 {"error":"no such folder"}
`

const { model } = learn(sessionsOf(folders(...'abcdef'), folders(...'klmnop'), folders(...'uvwxyz')))
const variants = (label: string) => model.routes.find(({ method, path }) => `${method} ${path}` === label)?.variants ?? []

test('a value is made one way below a parent and another without one', () => {
  const text = JSON.stringify(variants('POST /folders').find(({ status }) => status === 201)?.do)
  expect(text).toMatch(/has\(body\.parent_id\) \? find\(\\"folder\\", body\.parent_id\)\.depth \+ 1 : 0/)
})

test('what others refer to is not deleted', () => {
  expect(variants('DELETE /folders/{folder_id}').find(({ status }) => status === 409)?.when).toContain(
    'list("folder").exists(e, string(e.parent_id) == path.folder_id)',
  )
})
