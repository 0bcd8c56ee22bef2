import { expect, test } from 'vitest'
import type { Effect } from '#model'
import { learn } from '../learn.ts'
import { sessionsOf } from '../sessions-for-tests.ts'

/** What a successful call of a route does. */
function effectsOf(label: string, ...tables: readonly string[]): readonly Effect[] {
  const { model } = learn(sessionsOf(...tables))
  const [method, path] = label.split(' ')
  const route = model.routes.find((each) => each.method === method && each.path === path)
  return route?.variants.find(({ status }) => status < 300)?.do ?? []
}

const ticket = (id: number, title: string, weight: number, urgent: boolean) =>
  `{"id":${id},"title":"${title}","weight":${weight},"urgent":${urgent}}`

const entry = (id: number, note: string, changes: readonly (readonly [field: string, from: string, to: string])[]) =>
  JSON.stringify({ id, note, changes: changes.map(([field, from, to]) => ({ field, from, to })) })

/** Each change of a ticket leaves an entry in its history, which is shown on demand only. */
const session = (titles: readonly [string, string], weight: number) => `
  POST /tickets {"title":"${titles[0]}","weight":1} -> 201 ${ticket(1, titles[0], 1, false)}
  POST /tickets {"title":"second","weight":2} -> 201 ${ticket(2, 'second', 2, false)}
  GET /tickets/1 -> 200 ${ticket(1, titles[0], 1, false)}
  GET /tickets/1?with=history -> 200 {"id":1,"title":"${titles[0]}","weight":1,"urgent":false,"history":[]}
  PUT /tickets/1 {"weight":${weight},"title":"${titles[1]}"} -> 204
  GET /tickets/1?with=history -> 200 {"id":1,"title":"${titles[1]}","weight":${weight},"urgent":false,"history":[${entry(1, '', [
    ['title', titles[0], titles[1]],
    ['weight', '1', `${weight}`],
  ])}]}
  PUT /tickets/2 {"urgent":true,"note":"now then"} -> 204
  GET /tickets/2?with=history -> 200 {"id":2,"title":"second","weight":2,"urgent":true,"history":[${entry(2, 'now then', [['urgent', '0', '1']])}]}
  PUT /tickets/1 {"urgent":true,"weight":${weight + 1},"note":"soon ${weight}"} -> 204
  GET /tickets/1?with=history -> 200 {"id":1,"title":"${titles[1]}","weight":${weight + 1},"urgent":true,"history":[${entry(1, '', [
    ['title', titles[0], titles[1]],
    ['weight', '1', `${weight}`],
  ])},${entry(3, `soon ${weight}`, [
    ['weight', `${weight}`, `${weight + 1}`],
    ['urgent', '0', '1'],
  ])}]}
  GET /tickets/1 -> 200 ${ticket(1, titles[1], weight + 1, true)}`

test('a journal is kept of what changes, field by field, under the entity that is changed', () => {
  const effects = effectsOf('PUT /tickets/{ticket_id}', session(['red', 'green'], 5), session(['blue', 'grey'], 7), session(['a', 'b'], 9))
  const conditional = effects.find((effect) => 'if' in effect)
  expect(conditional).toMatchObject({ if: expect.stringMatching(/^coalesce\(was\.title.* \|\| coalesce\(body\.note, ""\) != ""$/) })
  const inner = conditional && 'if' in conditional ? conditional.do : []
  const create = inner.find((effect) => 'create' in effect && effect.create === 'history')
  expect(create).toMatchObject({
    create: 'history',
    key: ['path.ticket_id', 'self.id'],
    value: {
      id: { $: 'next("history", 1)' },
      note: { $: 'coalesce(body.note, "")' },
      changes: [
        {
          $if: 'coalesce(was.title, null) != coalesce(ticket.title, null)',
          then: { field: 'title', from: { $: 'coalesce(was.title, null)' }, to: { $: 'coalesce(ticket.title, null)' } },
        },
        { $if: 'coalesce(was.weight, null) != coalesce(ticket.weight, null)' },
        { then: { field: 'urgent', from: { $: 'coalesce(string(number(was.urgent)), null)' } } },
      ],
    },
  })
})

test('what was before is only bound where it is told', () => {
  const effects = effectsOf(
    'PUT /tickets/{ticket_id}',
    `POST /tickets {"title":"a"} -> 201 {"id":1,"title":"a"}
     PUT /tickets/1 {"title":"b"} -> 204
     GET /tickets/1 -> 200 {"id":1,"title":"b"}`,
  )
  expect(JSON.stringify(effects)).not.toContain('was')
})
