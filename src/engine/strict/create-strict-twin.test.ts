import { expect, test } from 'vitest'
import type { Exchange, HeaderList, HttpRequest } from '#http'
import type { RecordedSession } from '#recording'
import { createFixedClock } from '#state'
import { createStrictTwin } from './create-strict-twin.ts'

const encoder = new TextEncoder()
const decoder = new TextDecoder()
const json: HeaderList = [['Content-Type', 'application/json']]

function request(line: string, body = '', headers: HeaderList = json): HttpRequest {
  const [method = '', target = ''] = line.split(' ')
  return { method, target, headers, body: encoder.encode(body) }
}

/** `[request line, request body, answer]` per exchange. */
function session(id: string, ...rows: readonly (readonly [string, string, string])[]): RecordedSession {
  const exchanges = rows.map(
    ([line, body, answer], index): Exchange => ({
      index,
      startedAtMs: index,
      endedAtMs: index,
      request: request(line, body),
      response: { status: 200, headers: json, body: encoder.encode(answer) },
    }),
  )
  return { id, tags: [], startedAtMs: 0, upstream: 'https://api.example.com', origin: 'http://127.0.0.1:9000', exchanges }
}

function play(sessions: readonly RecordedSession[], ...requests: readonly (readonly [string, string?])[]): string[] {
  const twin = createStrictTwin(sessions, { name: 'x' }).createSession({
    seed: 1,
    clock: createFixedClock(0),
    origin: 'http://localhost:1234',
  })
  return requests.map(([line, body]) => {
    const { response, provenance } = twin.answer(request(line, body))
    return provenance === 'miss' ? `miss ${response.status}` : decoder.decode(response.body)
  })
}

const shop = session(
  's1',
  ['GET /items', '', '[]'],
  ['POST /items', '{"name":"a","n":1}', '{"id":1}'],
  ['GET /items', '', '[1]'],
  ['GET /items', '', '[1,2]'],
)

test('T35 the same request advances to the next recorded answer, and the last one repeats', () => {
  const get = ['GET /items'] as const
  expect(play([shop], get, get, get, get)).toEqual(['[]', '[1]', '[1,2]', '[1,2]'])
})

test('a client that skips ahead gets what was recorded from there on', () => {
  expect(play([shop], ['POST /items', '{"name":"a","n":1}'], ['GET /items'])).toEqual(['{"id":1}', '[1]'])
})

test('an answer that was passed by is still given when nothing is ahead', () => {
  const job = session('s', ['GET /job', '', 'waiting'], ['GET /job', '', 'done'], ['GET /list', '', 'list'])
  expect(play([job], ['GET /list'], ['GET /job'], ['GET /job'], ['GET /job'])).toEqual(['list', 'waiting', 'done', 'done'])
})

test('bodies are the same whatever their white space and order of keys; anything else is a miss', () => {
  const results = play(
    [shop],
    ['POST /items', '{ "n": 1, "name": "a" }'],
    ['POST /items', '{"name":"b"}'],
    ['DELETE /items'],
    ['GET /items?a=1'],
  )
  expect(results).toEqual(['{"id":1}', 'miss 404', 'miss 404', 'miss 404'])
})

test('follows the recorded session that the client is going through', () => {
  const first = session('s1', ['GET /a', '', 'a1'], ['POST /x', '1', 'x1'], ['GET /b', '', 'b1'])
  const second = session('s2', ['GET /a', '', 'a2'], ['POST /x', '2', 'x2'], ['GET /b', '', 'b2'])
  expect(play([first, second], ['GET /a'], ['POST /x', '2'], ['GET /b'])).toEqual(['a1', 'x2', 'b2'])
})

test('T47 own addresses are those of the twin, in answers and in requests; the rest stays to the byte', () => {
  const links = session(
    's',
    ['POST /jump', '{"to":"http://127.0.0.1:9000/a"}', '{"next": "https://api.example.com/a", "other":"https://example.org/"}'],
    ['GET /plain', '', '{ "a":1.0,\t"b":"ü" }'],
  )
  expect(play([links], ['POST /jump', '{"to":"http://localhost:1234/a"}'], ['GET /plain'])).toEqual([
    '{"next": "http://localhost:1234/a", "other":"https://example.org/"}',
    '{ "a":1.0,\t"b":"ü" }',
  ])
})

test('T9 a client with credentials does not get the refusal of one without, and the other way round', () => {
  const authorized: HeaderList = [['Authorization', 'Bearer x']]
  const base = session('s', ['GET /me', '', 'refused'], ['GET /me', '', 'me'], ['GET /open', '', 'open'])
  const exchanges = base.exchanges.map((each, index) => ({ ...each, request: { ...each.request, headers: index === 1 ? authorized : [] } }))
  const live = createStrictTwin([{ ...base, exchanges }], { name: 'x' }).createSession({
    seed: 1,
    clock: createFixedClock(0),
    origin: 'http://localhost:1',
  })
  const get = (target: string, headers: HeaderList) => decoder.decode(live.answer(request(`GET ${target}`, '', headers)).response.body)
  expect([get('/me', authorized), get('/me', []), get('/me', [['authorization', 'y']]), get('/open', authorized)]).toEqual([
    'me',
    'refused',
    'me',
    'open',
  ])
})

test('multipart bodies are the same whatever their boundary', () => {
  const form = (boundary: string) => `--${boundary}\r\n\r\nx\r\n--${boundary}--`
  const headers = (boundary: string): HeaderList => [['Content-Type', `multipart/form-data; boundary=${boundary}`]]
  const base = session('s', ['POST /up', '', 'stored'])
  const exchanges = base.exchanges.map((exchange) => ({ ...exchange, request: request('POST /up', form('abc'), headers('abc')) }))
  const twin = createStrictTwin([{ ...base, exchanges }], { name: 'x' })
  const options = { seed: 1, clock: createFixedClock(0), origin: 'http://localhost:1' }
  expect(twin.createSession(options).answer(request('POST /up', form('xyz'), headers('xyz'))).provenance).toBe('recorded')
})

test('exchanges without a complete answer are no answers, and reset begins again', () => {
  const broken: RecordedSession = {
    ...shop,
    exchanges: shop.exchanges.map((exchange, index) =>
      index === 0 ? { ...exchange, failure: { kind: 'upstream-reset', message: 'reset' } } : exchange,
    ),
  }
  const twin = createStrictTwin([broken], { name: 'x' })
  const live = twin.createSession({ seed: 1, clock: createFixedClock(0), origin: 'http://localhost:1' })
  const get = () => decoder.decode(live.answer(request('GET /items')).response.body)
  expect([get(), get()]).toEqual(['[1]', '[1,2]'])
  live.reset()
  expect(get()).toBe('[1]')
  expect(twin.routes).toEqual(['GET /items', 'POST /items'])
})
