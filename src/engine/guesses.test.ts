import { expect, test } from 'vitest'
import { createModel, json, request, startSession } from './model-for-tests.ts'

const collections = { thing: { key: ['id'] }, note: { key: ['id'] }, rev: { key: ['key'] } }
const plain = createModel(
  {
    'POST /things': [
      {
        status: 201,
        guess: 'has(body.colour)',
        do: [{ create: 'thing', key: ['body.id'], value: { '...0': 'body' }, as: 'thing' }],
        ...json({ $: 'thing' }),
      },
    ],
    'GET /things': [{ do: [{ query: { collection: 'thing' }, as: 'page' }], ...json({ $: 'page.items' }) }],
    'GET /things/count': [{ firm: true, do: [{ query: { collection: 'thing' }, as: 'page' }], ...json({ $: 'page.total' }) }],
    'GET /things/{id}': [{ name: 'gone', when: '!exists("thing", path.id)', status: 404 }, json({ $: 'find("thing", path.id)' })],
    'PATCH /things/{id}': [{ do: [{ update: 'thing', key: ['path.id'], set: { '...0': 'body' }, as: 'thing' }], ...json({ $: 'thing' }) }],
    'POST /notes': [
      {
        name: 'ok',
        status: 201,
        guess: 'has(body.colour)',
        do: [{ create: 'note', key: ['self.id'], value: { id: { $: 'next("note.id", 1)' } }, as: 'note' }],
        ...json({ $: 'note' }),
      },
    ],
    'PUT /things/{id}/rev': [
      { do: [{ create: 'rev', key: ['path.id'], value: { rev: { $: 'mint("{hex:32}", "guess")' } }, as: 'rev' }], ...json({ $: 'rev' }) },
    ],
    'GET /things/{id}/rev': [json({ $: 'find("rev", path.id)' })],
    'GET /report': [{ guess: 'asked("POST /things")', ...json(1) }],
    'GET /things/{id}/log': [{ guess: 'touched("POST /things")', ...json(1) }],
  },
  collections,
)
const model = {
  ...plain,
  routes: plain.routes.map((route) =>
    route.path === '/things' && route.method === 'GET' ? { ...route, known: { query: ['limit'] } } : route,
  ),
}

function provenances(...calls: readonly (readonly [call: string, body?: unknown])[]): string[] {
  const session = startSession(model)
  return calls.map(([call, body]) => session.answer(request(call, body)).provenance)
}

test('a test tells the answers that are guesses', () => {
  expect(provenances(['POST /things', { id: '1' }], ['POST /things', { id: '2', colour: 'red' }])).toEqual(['learned', 'guess'])
})

test('what rests on an entity that a guess wrote is a guess, as is what is made of it', () => {
  expect(
    provenances(
      ['POST /things', { id: '1' }],
      ['GET /things'],
      ['POST /things', { id: '2', colour: 'red' }],
      ['GET /things/1'],
      ['GET /things/2'],
      ['GET /things'],
      ['PATCH /things/2', { size: 3 }],
      ['GET /things/2'],
      ['GET /things/count'],
    ),
  ).toEqual(['learned', 'learned', 'guess', 'learned', 'guess', 'guess', 'guess', 'guess', 'learned'])
})

test('a request with a part of a kind that none had is answered with a guess', () => {
  expect(provenances(['GET /things?limit=2'], ['GET /things?sort=name'])).toEqual(['learned', 'guess'])
})

test('what was asked before counts where it was accepted', () => {
  expect(
    provenances(['GET /report'], ['POST /things', { id: '7' }], ['GET /report'], ['GET /things/7/log'], ['GET /things/8/log']),
  ).toEqual(['learned', 'learned', 'guess', 'guess', 'learned'])
})

test('ids that a sequence gives are guesses once a guess has moved it', () => {
  expect(provenances(['POST /notes', {}], ['POST /notes', { colour: 'red' }], ['POST /notes', {}], ['POST /things', { id: '1' }])).toEqual([
    'learned',
    'guess',
    'guess',
    'learned',
  ])
})

test('a text that stands for one that is not known is a guess, wherever it is shown, and no invention of the service', () => {
  expect(provenances(['PUT /things/1/rev'], ['GET /things/1/rev'], ['GET /things/2'])).toEqual(['guess', 'guess', 'learned'])
  const session = startSession(model)
  const { response } = session.answer(request('PUT /things/1/rev'))
  const { rev } = JSON.parse(new TextDecoder().decode(response.body)) as { rev: string }
  expect([rev.length, session.hasMade?.(rev)]).toEqual([32, false])
})
