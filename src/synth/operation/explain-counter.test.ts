import { expect, test } from 'vitest'
import { learn } from '../learn.ts'
import { sessionsOf } from '../sessions-for-tests.ts'

const post = (id: number, votes: number) => `{"id":${id},"title":"Post ${id}","vote_count":${votes}}`

/** Votes of which some are read at once and some only after another one. */
const table = (at: number) => `
  POST /posts {"title":"Post ${at}"} -> 201 ${post(at, 0)}
  POST /posts/${at}/votes {"by":"ada"} -> 201 {"by":"ada"}
  GET /posts/${at} -> 200 ${post(at, 1)}
  POST /posts/${at}/votes {"by":"bo"} -> 201 {"by":"bo"}
  POST /posts/${at}/votes {"by":"cleo"} -> 201 {"by":"cleo"}
  GET /posts/${at} -> 200 ${post(at, 3)}`

test('what each call moves by one is counted, also where only every second one is read', () => {
  const { model } = learn(sessionsOf(table(1), table(2), table(3)))
  const route = model.routes.find(({ method, path }) => method === 'POST' && path === '/posts/{post_id}/votes')
  const update = route?.variants.flatMap((variant) => variant.do ?? []).find((effect) => 'update' in effect)
  expect(update).toMatchObject({ update: 'post', set: { vote_count: { $: 'self.vote_count + 1' } } })
})
