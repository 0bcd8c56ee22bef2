import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readSessions } from '#recording/io'
import { runVerb, type Told } from './run-verb.ts'

let cwd: string
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'doppel-import-'))
  await runVerb(cwd, 'init', { name: 'orders', baseUrl: 'https://api.example.com/v1' })
})
afterEach(() => rm(cwd, { recursive: true, force: true }))

const decoder = new TextDecoder()

/** Imports a file, and gives the exchanges of the session that it made, in short. */
async function importText(kind: string, file: string, text: string, told: Partial<Told> = {}): Promise<string[]> {
  await writeFile(join(cwd, file), text)
  await runVerb(cwd, `import ${kind}`, { files: [file], name: 'orders' }, told)
  return recorded('orders')
}

async function recorded(name: string): Promise<string[]> {
  const { sessions } = await readSessions(join(cwd, 'twins', name), { decoded: true })
  return sessions.flatMap(({ exchanges }) =>
    exchanges.map(({ request, response }) => {
      const [sent, got] = [request.body, response?.body ?? new Uint8Array()].map((body) => decoder.decode(body))
      return `${request.method} ${request.target}${sent === '' ? '' : ` ${sent}`} -> ${response?.status} ${got}`.trim()
    }),
  )
}

test('a Postman collection: saved examples, folders, variables, forms; requests without an answer are told of', async () => {
  const answer = { status: 'OK', code: 200, header: [{ key: 'Content-Type', value: 'application/json' }], body: '{"id":1}' }
  const collection = {
    info: { name: 'Orders', schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json' },
    variable: [{ key: 'size', value: '5' }],
    item: [
      {
        name: 'Orders',
        item: [
          {
            name: 'List',
            request: { method: 'GET', url: { raw: '{{baseUrl}}/orders?limit={{size}}' } },
            response: [{ ...answer, originalRequest: { method: 'GET', url: { raw: '{{baseUrl}}/orders?limit={{size}}' } } }],
          },
          { name: 'Ping', request: 'https://api.example.com/v1/ping', response: [] },
        ],
      },
      {
        name: 'Make',
        request: {
          method: 'POST',
          url: 'https://api.example.com/v1/orders',
          header: [{ key: 'X-Old', value: 'no', disabled: true }],
          body: { mode: 'raw', raw: '{"sku":"a"}', options: { raw: { language: 'json' } } },
        },
        response: [{ ...answer, code: 201 }],
      },
      {
        name: 'Pay',
        request: {
          method: 'POST',
          url: 'https://api.example.com/v1/pay',
          body: { mode: 'urlencoded', urlencoded: [{ key: 'amount', value: '1 0' }] },
        },
        response: [{ code: 204, header: null, body: null }],
      },
    ],
  }
  const told = { notes: [] as string[] }
  expect(await importText('postman', 'orders.json', JSON.stringify(collection), told)).toEqual([
    'GET /orders?limit=5 -> 200 {"id":1}',
    'POST /orders {"sku":"a"} -> 201 {"id":1}',
    'POST /pay amount=1+0 -> 204',
  ])
  expect(told.notes.join('\n')).toContain('1 requests have no saved answer')
})

test('cassettes of VCR, in YAML, with times and bytes', async () => {
  const packed = gzipSync('{"total":2}').toString('base64')
  const cassette = `---
http_interactions:
- request:
    method: post
    uri: https://api.example.com/v1/orders
    body: { encoding: UTF-8, string: '{"sku":"a"}' }
    headers: { Content-Type: [application/json] }
  response:
    status: { code: 201, message: Created }
    headers: { Content-Type: [application/json] }
    body: { encoding: UTF-8, string: '{"id":1}' }
  recorded_at: Tue, 01 Nov 2011 04:58:44 GMT
- request: { method: get, uri: https://api.example.com/v1/orders, body: { encoding: US-ASCII, string: '' }, headers: {} }
  response:
    status: { code: 200, message: OK }
    headers: { Content-Type: [application/json], Content-Encoding: [gzip] }
    body: { encoding: ASCII-8BIT, string: !!binary ${packed} }
  recorded_at: Tue, 01 Nov 2011 04:58:45 GMT
recorded_with: VCR 6.1.0
`
  expect(await importText('vcr', 'orders.yml', cassette)).toEqual([
    'POST /orders {"sku":"a"} -> 201 {"id":1}',
    'GET /orders -> 200 {"total":2}',
  ])
  const { sessions } = await readSessions(join(cwd, 'twins', 'orders'), { decoded: true })
  expect(sessions[0]?.startedAtMs).toBe(Date.UTC(2011, 10, 1, 4, 58, 44))
})

test('cassettes of vcrpy', async () => {
  const cassette = `interactions:
- request: { body: null, headers: { Accept: ['*/*'] }, method: GET, uri: 'https://api.example.com/v1/orders/1' }
  response:
    body: { string: '{"id":1}' }
    headers: { Content-Type: [application/json] }
    status: { code: 200, message: OK }
version: 1
`
  expect(await importText('vcr', 'one.yaml', cassette)).toEqual(['GET /orders/1 -> 200 {"id":1}'])
})

test('mappings of WireMock, scenarios in order; patterns are left out', async () => {
  const request = { method: 'GET', url: '/orders/1' }
  const state = (required: string, next: string | undefined, status: string) => ({
    scenarioName: 's',
    requiredScenarioState: required,
    newScenarioState: next,
    request,
    response: { status: 200, jsonBody: { status } },
  })
  const mappings = [
    state('paid', undefined, 'paid'),
    state('Started', 'paid', 'open'),
    { request: { urlPathPattern: '/orders/.*', method: 'ANY' }, response: { status: 404 } },
    {
      request: {
        method: 'POST',
        urlPath: '/orders',
        queryParameters: { dry: { equalTo: 'no' } },
        bodyPatterns: [{ equalToJson: { sku: 'a' } }],
      },
      response: { status: 201, body: 'made' },
    },
  ]
  const told = { notes: [] as string[] }
  expect(await importText('wiremock', 'all.json', JSON.stringify({ mappings }), told)).toEqual([
    'GET /orders/1 -> 200 {"status":"open"}',
    'GET /orders/1 -> 200 {"status":"paid"}',
    'POST /orders?dry=no {"sku":"a"} -> 201 made',
  ])
  expect(told.notes.join('\n')).toContain('a mapping of ANY that many requests may match was left out')
})

test.each([
  ['postman', '{"info": {}}', 'is no Postman collection'],
  ['vcr', 'title: x', 'is no cassette of VCR'],
  ['wiremock', '[]', 'is no file of WireMock'],
])('a file that is none of %s is refused, and says so', async (kind, text, message) => {
  await expect(importText(kind, 'x.json', text)).rejects.toMatchObject({ code: 'cassette-invalid', exitCode: 1 })
  await expect(importText(kind, 'x.json', text)).rejects.toThrow(message)
  expect(await recorded('orders')).toEqual([])
})

test('what is exported as HAR or for WireMock comes back as it was', async () => {
  const told = [
    'POST /orders {"sku":"a"} -> 201 {"id":1}',
    'GET /orders/1 -> 200 {"status":"open"}',
    'GET /orders/1 -> 200 {"status":"paid"}',
  ]
  const entry = (at: number, method: string, path: string, sent: string | undefined, status: number, text: string) => ({
    startedDateTime: new Date(Date.UTC(2026, 0, 1) + at * 1000).toISOString(),
    time: 5,
    request: {
      method,
      url: `https://api.example.com/v1${path}`,
      headers: [],
      ...(sent ? { postData: { mimeType: 'application/json', text: sent } } : {}),
    },
    response: { status, headers: [{ name: 'Content-Type', value: 'application/json' }], content: { mimeType: 'application/json', text } },
  })
  const entries = [
    entry(0, 'POST', '/orders', '{"sku":"a"}', 201, '{"id":1}'),
    entry(1, 'GET', '/orders/1', undefined, 200, '{"status":"open"}'),
    entry(2, 'GET', '/orders/1', undefined, 200, '{"status":"paid"}'),
  ]
  expect(await importText('har', 'first.har', JSON.stringify({ log: { entries } }))).toEqual(told)
  await runVerb(cwd, 'export har', { name: 'orders', out: 'second.har' })
  await runVerb(cwd, 'export wiremock', { name: 'orders', out: 'stubs.json' })
  for (const [name, kind, file] of [
    ['again', 'har', 'second.har'],
    ['stubs', 'wiremock', 'stubs.json'],
  ] as const) {
    await runVerb(cwd, 'init', { name, baseUrl: 'https://api.example.com/v1' })
    await runVerb(cwd, `import ${kind}`, { files: [file], name })
    expect(await recorded(name)).toEqual(told)
  }
  const { mappings } = JSON.parse(await readFile(join(cwd, 'stubs.json'), 'utf8'))
  expect(mappings).toHaveLength(3)
  await expect(runVerb(cwd, 'export har', { name: 'orders', tag: ['none'] })).rejects.toMatchObject({ code: 'recordings-missing' })
})
