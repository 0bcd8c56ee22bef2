import { expect, test } from 'vitest'
import { type DrawnService, differences } from '../drawn-service-for-tests.ts'

import { passesOf, sessionsOf } from '../sessions-for-tests.ts'

interface Column {
  readonly id: number
  readonly board: number
  name: string
  limit: number
}

/** Boards with columns that no answer says the board of; `parts` is what becomes of the columns of a board that is deleted. */
const boards = (parts: 'go' | 'stay'): DrawnService => ({
  make() {
    const all: { readonly id: number; readonly name: string }[] = []
    let columns: Column[] = []
    let last = { board: 0, column: 0 }
    const shown = ({ id, name, limit }: Column) => ({ id, name, limit })
    return (method, [kind, id, below], body) => {
      if (kind === 'columns') {
        const column = columns.find((each) => each.id === Number(id))
        if (!column) return [404, { error: 'no such column' }]
        if (method === 'DELETE') columns = columns.filter((each) => each !== column)
        else if (method === 'PATCH') Object.assign(column, body)
        return method === 'DELETE' ? [204] : [200, shown(column)]
      }
      if (id === undefined) {
        if (method === 'GET') return [200, all]
        last = { ...last, board: last.board + 1 }
        all.push({ id: last.board, name: body.name })
        return [201, all.at(-1)]
      }
      const board = all.find((each) => each.id === Number(id))
      if (!board) return [404, { error: 'no such board' }]
      if (below === undefined && method === 'DELETE') {
        all.splice(all.indexOf(board), 1)
        if (parts === 'go') columns = columns.filter((each) => each.board !== board.id)
        return [204]
      }
      if (below === undefined) return [200, board]
      if (method === 'GET') return [200, columns.filter((each) => each.board === board.id).map(shown)]
      last = { ...last, column: last.column + 1 }
      const column = { id: last.column, board: board.id, name: body.name, limit: body.limit ?? 0 }
      columns.push(column)
      return [201, shown(column)]
    }
  },
  step: ({ int, pick, word }) => {
    const board = int(1, 3)
    const column = int(1, 6)
    const make = pick([{ name: word() }, { name: word(), limit: int(1, 9) }])
    return pick([
      ['POST', '/boards', { name: word() }],
      ['POST', `/boards/${board}/columns`, make],
      ['POST', `/boards/${board}/columns`, make],
      ['GET', `/boards/${board}/columns`],
      ['GET', `/boards/${board}/columns`],
      ['GET', `/columns/${column}`],
      ['PATCH', `/columns/${column}`, { name: word() }],
      pick([
        ['DELETE', `/columns/${column}`],
        ['DELETE', `/boards/${board}`],
        ['GET', '/boards'],
      ]),
    ])
  },
})

test.each(['go', 'stay'] as const)(
  'entries are those of the parent that they were made below, though none says so; when it goes they %s',
  (parts) => {
    expect(differences(boards(parts))).toEqual([])
  },
)

const tied = (at: number, more: string) => `
  POST /boards {"name":"a${at}"} -> 201 {"id":1,"name":"a${at}"}
  POST /boards {"name":"b${at}"} -> 201 {"id":2,"name":"b${at}"}
  GET /boards/1 -> 200 {"id":1,"name":"a${at}"}
  GET /boards/2 -> 200 {"id":2,"name":"b${at}"}
  POST /tags {"name":"red${at}"} -> 201 {"id":7,"name":"red${at}"}
  GET /tags/7 -> 200 {"id":7,"name":"red${at}"}
  GET /boards/1/tags -> 200 [{"id":7,"name":"red${at}"}]
  GET /boards/2/tags -> 200 ${more}`

test('what several parents list is tied to them and kept for none', () => {
  const unsaid = (more: (at: number) => string) =>
    passesOf(sessionsOf(...[1, 2, 3].map((at) => tied(at, more(at))))).collections.find(({ space }) => space === '/tags/{}')?.unsaid
  expect(unsaid((at) => `[{"id":7,"name":"red${at}"}]`)).toBeUndefined()
  expect(unsaid((at) => `[{"id":8,"name":"blue${at}"}]`)).toEqual(['board_id'])
})
