import { expect, test } from 'vitest'
import { passesOf, sessionsOf } from '../sessions-for-tests.ts'

const board = (at: number, name: string, id: number, isClosed: boolean, cards = 0) =>
  `{"id":${id},"slug":"${name}-${at}","title":"The ${name} of ${at}","closed":${isClosed},"cards":${cards}}`

const table = (at: number) => `
  POST /boards {"slug":"oak-${at}","title":"The oak of ${at}"} -> 201 ${board(at, 'oak', 1, false)}
  POST /boards {"slug":"elm-${at}","title":"The elm of ${at}"} -> 201 ${board(at, 'elm', 2, false)}
  GET /boards/oak-${at} -> 200 ${board(at, 'oak', 1, false)}
  POST /cards {"board":1,"text":"a ${at}"} -> 201 {"id":1,"board":1,"text":"a ${at}"}
  GET /cards/1 -> 200 {"id":1,"board":1,"text":"a ${at}"}
  POST /cards {"board":1,"text":"b ${at}"} -> 201 {"id":2,"board":1,"text":"b ${at}"}
  GET /cards/2 -> 200 {"id":2,"board":1,"text":"b ${at}"}
  ${at === 2 ? `POST /boards/elm-${at}/close -> 200 ${board(at, 'elm', 2, true)}` : ''}
  GET /boards/oak-${at} -> 200 ${board(at, 'oak', 1, false, 2)}
  GET /boards/elm-${at} -> 200 ${board(at, 'elm', 2, at === 2)}
  GET /boards -> 200 [${board(at, 'oak', 1, false, 2)},${board(at, 'elm', 2, at === 2)}]`

test('what goes by a name and has a number, too, is the same in the answers of what is done to it', () => {
  const { collections } = passesOf(sessionsOf(table(1), table(2), table(3)))
  const boards = collections.find(({ noun }) => noun === 'board')
  expect(boards?.sites.map(({ site: { route }, keyField }) => `${route.method} ${route.pattern} ${keyField}`).sort()).toEqual([
    'GET /boards slug',
    'GET /boards/{board_id} slug',
    'POST /boards slug',
    'POST /boards/{board_id}/close slug',
  ])
})

test('what is made is what a list shows as the very same, though the list is hardly ever read', () => {
  const entry = (id: number, at: number) => `{"id":${id},"text":"entry ${id} of ${at}","size":${id * 10 + at},"by":"ann"}`
  const rare = (at: number) => `
    POST /rooms {"name":"r${at}"} -> 201 {"id":"room-${at}a1b2","name":"r${at}"}
    GET /rooms/room-${at}a1b2 -> 200 {"id":"room-${at}a1b2","name":"r${at}"}
    ${[1, 2, 3, 4, 5, 6].map((id) => `POST /rooms/room-${at}a1b2/notes {"text":"entry ${id} of ${at}"} -> 201 ${entry(id, at)}`).join('\n')}
    GET /rooms/room-${at}a1b2/journal?limit=2 -> 200 {"entries":[${entry(6, at)},${entry(5, at)}]}`
  const { collections } = passesOf(sessionsOf(rare(1), rare(2), rare(3)))
  const journal = collections.find(({ sites }) => sites.some(({ site }) => site.route.pattern.endsWith('/journal')))
  expect(journal?.sites.map(({ site: { route } }) => route.pattern)).toContain('/rooms/{room_id}/notes')
})
