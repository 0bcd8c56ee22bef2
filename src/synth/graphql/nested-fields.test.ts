import { expect, test } from 'vitest'
import { compileTwin } from '#engine'
import { encodeText } from '#http'
import { createSourceClock } from '#state'
import { learn } from '../learn.ts'
import { sessionsOf } from '../sessions-for-tests.ts'

const id = (kind: string, number: number) => btoa(`${kind}:${number}`)

/** Boards with cards, as Relay shows them: global ids, payloads with errors, pages of what an entity has. */
function boardSession(names: readonly string[], titles: readonly string[]): string {
  const lines: string[] = []
  const line = (query: string, variables: object, data: object) =>
    lines.push(`POST /graphql ${JSON.stringify({ query, variables })} -> 200 ${JSON.stringify({ data })}`)
  const boards = names.map((name, at) => ({ id: id('Board', at + 1), name, cards: [] as { id: string; number: number; title: string }[] }))
  for (const board of boards)
    line(
      'mutation($n: String!) { createBoard(name: $n) { board { id name } errors { message } } }',
      { n: board.name },
      {
        createBoard: { board: { id: board.id, name: board.name }, errors: [] },
      },
    )
  line(
    'mutation($n: String!) { createBoard(name: $n) { board { id name } errors { message } } }',
    { n: boards[0]?.name },
    {
      createBoard: { board: null, errors: [{ message: 'Name is taken' }] },
    },
  )
  const page = ({ cards }: (typeof boards)[0], first: number) => ({ totalCount: cards.length, nodes: cards.slice(0, first) })
  titles.forEach((title, at) => {
    const board = boards[at % boards.length] as (typeof boards)[0]
    const card = { id: id('Card', at + 1), number: board.cards.length + 1, title }
    board.cards.push(card)
    line(
      'mutation($b: ID!, $t: String!) { addCard(boardId: $b, title: $t) { card { id number title } errors { message } } }',
      { b: board.id, t: title },
      {
        addCard: { card, errors: [] },
      },
    )
    if (at % 2 === 1)
      line(
        'query($n: String!, $f: Int!) { board(name: $n) { id cards(first: $f) { totalCount nodes { id number title } } } }',
        { n: board.name, f: 2 },
        {
          board: { id: board.id, cards: page(board, 2) },
        },
      )
  })
  return lines.join('\n')
}

const sessions = sessionsOf(
  boardSession(['Amber Yard', 'Copper Lane'], ['first one', 'other one', 'more to do', 'the last']),
  boardSession(['Silver Gate', 'Mellow Pond'], ['red paint', 'blue paint', 'green paint', 'brushes', 'a ladder', 'tape']),
  boardSession(['Wooden Harp'], ['tune it', 'play it', 'sell it', 'miss it']),
)

test('pages of what an entity has are answered with the arguments of the client; ids are dressed as the service dresses them', () => {
  const session = compileTwin(learn(sessions).model).createSession({
    seed: 1,
    clock: createSourceClock(() => 1_700_000_000_000),
    origin: 'http://twin.test',
  })
  const ask = (query: string, variables: object = {}) => {
    const body = encodeText(JSON.stringify({ query, variables }))
    const { response } = session.answer({ method: 'POST', target: '/graphql', headers: [['content-type', 'application/json']], body })
    return JSON.parse(new TextDecoder().decode(response.body)).data
  }
  const create = 'mutation($n: String!) { createBoard(name: $n) { board { id } errors { message } } }'
  expect(ask(create, { n: 'Brave Wolf' })).toEqual({ createBoard: { board: { id: id('Board', 1) }, errors: [] } })
  expect(ask(create, { n: 'Brave Wolf' })).toEqual({ createBoard: { board: null, errors: [{ message: 'Name is taken' }] } })
  ask(create, { n: 'Calm Sea' })
  const add = 'mutation($b: ID!, $t: String!) { addCard(boardId: $b, title: $t) { card { id number } } }'
  ask(add, { b: id('Board', 1), t: 'one' })
  ask(add, { b: id('Board', 2), t: 'two' })
  expect(ask(add, { b: id('Board', 2), t: 'three' })).toEqual({ addCard: { card: { id: id('Card', 3), number: 2 } } })
  expect(
    ask('{ board(name: "Calm Sea") { top: cards(first: 1) { nodes { title } } all: cards(first: 9) { totalCount nodes { number } } } }'),
  ).toEqual({
    board: { top: { nodes: [{ title: 'two' }] }, all: { totalCount: 2, nodes: [{ number: 1 }, { number: 2 }] } },
  })
})
