import { expect, test } from 'vitest'
import { twinOf } from '../guard/service-for-tests.ts'
import { sessionsOf } from '../sessions-for-tests.ts'

const board = (at: number, name: string, id: number, isClosed: boolean) =>
  `{"id":${id},"slug":"${name}-${at}","title":"The ${name}","closed":${isClosed}}`

const table = (at: number) => `
  POST /boards {"slug":"oak-${at}","title":"The oak"} -> 201 ${board(at, 'oak', 1, false)}
  POST /boards {"slug":"elm-${at}","title":"The elm"} -> 201 ${board(at, 'elm', 2, false)}
  GET /boards/oak-${at} -> 200 ${board(at, 'oak', 1, false)}
  POST /boards/oak-${at}/close -> 200 ${board(at, 'oak', 1, true)}
  GET /boards/oak-${at} -> 200 ${board(at, 'oak', 1, true)}
  GET /boards/elm-${at} -> 200 ${board(at, 'elm', 2, false)}
  GET /boards -> 200 [${board(at, 'oak', 1, true)},${board(at, 'elm', 2, false)}]`

test('what goes by a name and has a number, too, is the same in the answers of what is done to it', () => {
  const ask = twinOf(sessionsOf(table(1), table(2), table(3)))
  ask('POST', '/boards', { slug: 'fir-9', title: 'The fir' })
  expect(ask('POST', '/boards/fir-9/close').body).toMatchObject({ slug: 'fir-9', closed: true })
  expect(ask('GET', '/boards/fir-9').body).toMatchObject({ closed: true })
})
