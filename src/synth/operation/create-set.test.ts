import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { learn } from '../learn.ts'
import { sessionsOf } from '../sessions-for-tests.ts'

const id = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 20)
const board = (at: number) => id(`board ${at}`)
const lane = (at: number, number: number) =>
  `{"id":"${id(`lane ${at} ${number}`)}","board_id":"${board(at)}","name":"${['todo', 'done'][number]}"}`

const table = (at: number) => `
  POST /boards {"name":"Board ${at}"} -> 201 {"id":"${board(at)}","name":"Board ${at}"}
  GET /boards/${board(at)} -> 200 {"id":"${board(at)}","name":"Board ${at}"}
  GET /boards/${board(at)}/lanes -> 200 [${lane(at, 0)},${lane(at, 1)}]
  POST /boards {"name":"Other ${at}"} -> 201 {"id":"${id(`other ${at}`)}","name":"Other ${at}"}`

test('as many children as each parent is made with are made one by one, in their order, though few are ever listed', () => {
  const { model } = learn(sessionsOf(table(1), table(2), table(3)))
  const effects = model.routes.find(({ method, path }) => method === 'POST' && path === '/boards')?.variants.at(-1)?.do ?? []
  expect(effects.flatMap((effect) => ('create' in effect ? [effect.value] : []))).toMatchObject([
    { id: { $: 'mint("{hex:20}")' } },
    { board_id: { $: 'board.id' }, name: 'todo' },
    { name: 'done' },
  ])
})

test('the one item of a list is made as an item, and nothing where there is no list', () => {
  const table = (at: number) => `
    POST /orders {"title":"A${at}"} -> 201 {"id":1,"title":"A${at}","lines":[]}
    PATCH /orders/1 {"lines":{"create":[{"sku":"x${at}","count":${at}}]}} -> 200 {"id":1,"title":"A${at}","lines":[1]}
    GET /lines/1 -> 200 {"id":1,"sku":"x${at}","count":${at},"order":1}
    PATCH /orders/1 {"title":"B${at}"} -> 200 {"id":1,"title":"B${at}","lines":[1]}
    GET /orders/1 -> 200 {"id":1,"title":"B${at}","lines":[1]}
    PATCH /orders/1 {"lines":{"create":[{"sku":"y${at}","count":${at + 3}}]}} -> 200 {"id":1,"title":"B${at}","lines":[1,2]}
    GET /lines/2 -> 200 {"id":2,"sku":"y${at}","count":${at + 3},"order":1}`
  const { model } = learn(sessionsOf(...[1, 2, 3, 4].map(table)))
  const effects = model.routes.find(({ method }) => method === 'PATCH')?.variants.at(-1)?.do ?? []
  expect(effects.filter((effect) => 'create' in effect)).toEqual([])
  expect(effects).toContainEqual(expect.objectContaining({ each: 'body.lines.create' }))
})
