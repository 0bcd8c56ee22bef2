import { expect, test } from 'vitest'
import { parseHar } from './parse-har.ts'

const baseUrl = 'https://api.example.com/v1'
const options = { baseUrl, place: 'x.har' }

interface Parts {
  url?: string
  started?: string
  time?: number
  request?: object
  response?: object
  more?: object
}

function entry({
  url = `${baseUrl}/orders?x=1`,
  started = '2026-01-01T00:00:00.000Z',
  time = 12.4,
  request = {},
  response = {},
  more = {},
}: Parts = {}) {
  return {
    startedDateTime: started,
    time,
    request: { method: 'get', url, httpVersion: 'HTTP/2', headers: [], ...request },
    response: { status: 200, statusText: 'OK', headers: [], content: { size: 2, mimeType: 'application/json', text: '{}' }, ...response },
    ...more,
  }
}

const har = (...entries: object[]) => JSON.stringify({ log: { version: '1.2', creator: { name: 'test', version: '1' }, entries } })
const parse = (...entries: object[]) => parseHar(har(...entries), options)
const text = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString()

test('an entry becomes an exchange with its times', () => {
  const { exchanges, findings } = parse(
    entry({
      request: {
        headers: [
          { name: ':authority', value: 'x' },
          { name: 'X-A', value: '1' },
        ],
      },
    }),
  )
  expect(findings).toEqual([])
  expect(exchanges).toHaveLength(1)
  expect(exchanges[0]).toMatchObject({
    index: 0,
    startedAtMs: Date.UTC(2026, 0, 1),
    endedAtMs: Date.UTC(2026, 0, 1) + 12,
    request: { method: 'GET', target: '/orders?x=1', headers: [['X-A', '1']] },
    response: { status: 200, headers: [['Content-Type', 'application/json']] },
  })
  expect(text(exchanges[0]?.response?.body)).toBe('{}')
})

test('entries stand in the order in which they began', () => {
  const { exchanges } = parse(entry({ url: `${baseUrl}/b`, started: '2026-01-01T01:00:01+01:00' }), entry({ url: `${baseUrl}/a` }))
  expect(exchanges.map(({ index, request }) => [index, request.target])).toEqual([
    [0, '/a'],
    [1, '/b'],
  ])
})

test('what the browser decoded loses its content-encoding, and its length is the one that it has', () => {
  const headers = [
    { name: 'Content-Encoding', value: 'gzip' },
    { name: 'Content-Length', value: '20' },
  ]
  const [exchange] = parse(entry({ response: { headers } })).exchanges
  expect(exchange?.response?.headers).toEqual([
    ['Content-Length', '2'],
    ['Content-Type', 'application/json'],
  ])
})

test('base64 bodies, and those which are still encoded', () => {
  const gzip = Buffer.from([0x1f, 0x8b, 8, 0, 1])
  const headers = [{ name: 'content-encoding', value: 'gzip' }]
  const [binary, encoded, polly, hex] = parse(
    entry({ response: { content: { mimeType: 'image/png', text: 'iVBO\nRw==', encoding: 'base64' } } }),
    entry({ response: { headers, content: { text: gzip.toString('base64'), encoding: 'base64' } } }),
    entry({ response: { headers, content: { text: JSON.stringify([gzip.toString('base64')]), encoding: 'base64', _isBinary: true } } }),
    entry({ response: { headers, content: { text: JSON.stringify([gzip.toString('hex')]), _isBinary: true } } }),
  ).exchanges
  expect(binary?.response?.body).toEqual(new Uint8Array([0x89, 0x50, 0x4e, 0x47]))
  for (const exchange of [encoded, polly, hex]) {
    expect(exchange?.response?.headers).toEqual([['content-encoding', 'gzip']])
    expect(Buffer.from(exchange?.response?.body ?? [])).toEqual(gzip)
  }
})

test('requests: text, forms of which only the fields are known, and no body', () => {
  const [json, form, none] = parse(
    entry({ request: { method: 'POST', postData: { mimeType: 'application/json', text: '{"a":"é"}' } } }),
    entry({
      request: {
        method: 'POST',
        postData: { mimeType: 'application/x-www-form-urlencoded', params: [{ name: 'a b', value: '1&2' }, { name: 'c' }] },
      },
    }),
    entry(),
  ).exchanges
  expect(text(json?.request.body)).toBe('{"a":"é"}')
  expect(text(form?.request.body)).toBe('a+b=1%262&c=')
  expect(form?.request.headers).toEqual([['Content-Type', 'application/x-www-form-urlencoded']])
  expect(none?.request.body).toHaveLength(0)
})

test('a body that the file leaves out is marked as omitted, an answer that never came as a failure', () => {
  const [omitted, failed] = parse(
    entry({ response: { content: { size: 4711, mimeType: 'video/mp4' } } }),
    entry({ response: { status: 0, content: { size: 0 }, _error: 'net::ERR_FAILED' } }),
  ).exchanges
  expect(omitted?.response).toMatchObject({ omittedBodyBytes: 4711 })
  expect(failed).toMatchObject({ failure: { kind: 'upstream-unreachable', message: 'net::ERR_FAILED' } })
  expect(failed?.response).toBeUndefined()
})

test('other services and cached answers are left out, and that is said', () => {
  const { exchanges, findings } = parse(
    entry(),
    entry({ url: 'https://cdn.example/x.js' }),
    entry({ url: 'https://api.example.com/v10/orders' }),
    entry({ more: { _fromCache: 'disk' } }),
  )
  expect(exchanges).toHaveLength(1)
  expect(findings.map(({ code }) => code)).toEqual(['har-other-services', 'har-cached'])
  expect(findings[0]?.message).toContain('https://cdn.example (1)')
})

test('targets keep their spelling', () => {
  const urls = [`${baseUrl}/a%2Fb/%C3%BC?q=a+b&q=%20#top`, baseUrl, `${baseUrl}?x`]
  expect(parse(...urls.map((url) => entry({ url }))).exchanges.map(({ request }) => request.target)).toEqual([
    '/a%2Fb/%C3%BC?q=a+b&q=%20',
    '/',
    '/?x',
  ])
})

test.each([
  ['', 'har-not-json'],
  ['<html>', 'har-not-json'],
  ['[]', 'har-invalid'],
  ['{"log":{}}', 'har-invalid'],
  ['{"openapi":"3.0.0"}', 'har-invalid'],
  [har({ request: {} }), 'har-invalid'],
  [har(entry({ started: 'yesterday' })), 'har-invalid'],
  [har(), 'har-nothing-to-import'],
  [har(entry({ url: 'https://other.example/' })), 'har-nothing-to-import'],
])('%.30s is refused with a reason', (content, code) => {
  const { exchanges, findings } = parseHar(content, options)
  expect(exchanges).toEqual([])
  expect(findings).toEqual([expect.objectContaining({ code, severity: 'error', place: 'x.har' })])
})

test('an entry that is damaged is left out, and the others stay', () => {
  const damaged = entry({ response: { content: { text: '%%%', encoding: 'base64' } } })
  const { exchanges, findings } = parse(damaged, entry())
  expect(exchanges).toHaveLength(1)
  expect(findings).toEqual([expect.objectContaining({ code: 'har-entry-unreadable', severity: 'warning' })])
})
