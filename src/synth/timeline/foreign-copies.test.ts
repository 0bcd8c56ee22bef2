import { expect, test } from 'vitest'
import { learn } from '../learn.ts'
import { sessionsOf } from '../sessions-for-tests.ts'

const session = (first: string, second: string) => `
  POST /authors {"name":"${first}"} -> 201 {"id":1,"name":"${first}"}
  POST /books {"title":"t ${first}","author_id":1} -> 201 {"id":1,"title":"t ${first}","author":{"id":1,"name":"${first}"}}
  GET /books/1 -> 200 {"id":1,"title":"t ${first}","author":{"id":1,"name":"${first}"}}
  PATCH /authors/1 {"name":"${second}"} -> 204
  GET /books/1 -> 200 {"id":1,"title":"t ${first}","author":{"id":1,"name":"${second}"}}
  GET /authors/1 -> 200 {"id":1,"name":"${second}"}`

test('a name beside the id of what an entity refers to is looked up when it is shown', () => {
  const { model } = learn(sessionsOf(session('Ada Moreau', 'Ada Lind'), session('Bo Haas', 'Bo Ito'), session('Cleo Rossi', 'Cleo Ueda')))
  const text = JSON.stringify(model.routes.find(({ method, path }) => method === 'GET' && path.startsWith('/books/')))
  expect(text).toMatch(/find\(\\"author\\", book\.author\.id\)/)
})
