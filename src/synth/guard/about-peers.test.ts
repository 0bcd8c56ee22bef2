import { expect, test } from 'vitest'
import { type Line, session, twinOf } from './service-for-tests.ts'

/** Cards on boards, some of them parts of others; two can be linked that lie on one board. */
function lines(at: number, links: readonly Line[]): Line[] {
  const board = (id: number): Line => ['POST', '/boards', { name: `B${at}${id}` }, 201, { id, name: `B${at}${id}` }]
  const card = (id: number, on: number, parent?: number): Line => [
    'POST',
    '/cards',
    { text: `C${at}${id}`, board_id: on, parent_id: parent },
    201,
    { id, text: `C${at}${id}`, board: { id: on }, parent: parent === undefined ? null : { id: parent } },
  ]
  return [board(1), board(2), card(1, 1), card(2, 2), card(3, 1), card(4, 2), card(5, 1, 1), card(6, 2, 4), ...links]
}

const link = (from: number, to: number): Line => ['POST', `/cards/${from}/links`, { to_id: to }, 201, { from, to }]
const refused = (from: number, to: number, error: string): Line => ['POST', `/cards/${from}/links`, { to_id: to }, 422, { error }]
const elsewhere = 'The card is on another board'
const part = 'A card cannot be linked to a part of it'

function make(call: ReturnType<typeof twinOf>) {
  for (const at of [1, 2]) call('POST', '/boards', { name: `M${at}` })
  for (const [on, parent] of [[1], [1], [2], [1, 1], [2, 3]])
    call('POST', '/cards', { text: 'mine', board_id: on, ...(parent === undefined ? {} : { parent_id: parent }) })
}

test('two that a request names must belong to the same, and none be a part of the other', () => {
  const call = twinOf([
    session(1, lines(1, [link(1, 3), link(2, 4), refused(1, 2, elsewhere), refused(1, 5, part)])),
    session(2, lines(2, [link(3, 1), link(5, 3), refused(4, 3, elsewhere), refused(4, 6, part)])),
  ])
  make(call)
  expect(call('POST', '/cards/1/links', { to_id: 2 }).status).toBe(201)
  expect(call('POST', '/cards/2/links', { to_id: 3 })).toMatchObject({ status: 422, body: { error: elsewhere } })
  expect(call('POST', '/cards/3/links', { to_id: 5 })).toMatchObject({ status: 422, body: { error: part } })
})

test('refusals are told apart where nothing was ever accepted', () => {
  const call = twinOf([
    session(1, lines(1, [refused(1, 2, elsewhere), refused(1, 5, part)])),
    session(2, lines(2, [refused(4, 3, elsewhere), refused(4, 6, part)])),
  ])
  make(call)
  expect(call('POST', '/cards/2/links', { to_id: 3 })).toMatchObject({ status: 422, body: { error: elsewhere } })
  expect(call('POST', '/cards/3/links', { to_id: 5 })).toMatchObject({ status: 422, body: { error: part } })
})
