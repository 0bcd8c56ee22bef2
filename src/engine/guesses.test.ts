import { expect, test } from 'vitest'
import { createModel, json, request, startSession } from './model-for-tests.ts'

const plain = createModel({
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
  'GET /report': [{ guess: 'asked("POST /things")', ...json(1) }],
  'GET /things/{id}/log': [{ guess: 'touched("POST /things")', ...json(1) }],
})
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
