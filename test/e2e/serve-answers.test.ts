import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseClockChoice, type RunningServer, realClock, startServer } from '#server'
import { createItemTwin } from './serve-twin.ts'
import { parseRaw, sendRaw } from './serve-wire.ts'

const notes: string[] = []
let server: RunningServer

beforeAll(async () => {
  server = await startServer({
    twin: createItemTwin(),
    fidelity: 'synth',
    host: '127.0.0.1',
    port: 0,
    seed: 7,
    clock: realClock,
    limits: { maxSessions: 3 },
    note: (line) => notes.push(line),
  })
})

afterAll(() => server.close())

function raw(target: string, method = 'GET', more = ''): Promise<string> {
  return sendRaw(server.port, `${method} ${target} HTTP/1.1\r\nHost: localhost\r\n${more}Connection: close\r\n\r\n`)
}

test('answers with provenance, length and type', async () => {
  const response = await fetch(`${server.url}/items/1`)
  expect(response.status).toBe(200)
  expect(response.headers.get('x-doppel-provenance')).toBe('learned')
  expect(response.headers.get('content-length')).toBe('25')
  expect(await response.json()).toEqual({ id: '1', name: 'first' })
})

test('a miss of the engine goes out as such', async () => {
  const response = await fetch(`${server.url}/nowhere`)
  expect([response.status, response.headers.get('x-doppel-provenance')]).toEqual([404, 'miss'])
})

test('T45 headers keep order, spelling and duplicates; framing and date are of this connection', async () => {
  const { headers, body } = parseRaw(await raw('/framing'))
  const date = headers[1] as string
  expect(headers.slice(0, 6)).toEqual([
    'Content-Length: 5',
    date,
    'Set-Cookie: a=1',
    'X-Between: yes',
    'set-cookie: b=2',
    'X-Doppel-Provenance: learned',
  ])
  expect(headers.slice(6)).toEqual(['Connection: close'])
  expect(Math.abs(Date.parse(date.slice('date: '.length)) - Date.now())).toBeLessThan(60_000)
  expect(body).toBe('hello')
})

test('T45 HEAD, 204 and 304 have no body', async () => {
  const head = parseRaw(await raw('/items/1', 'HEAD'))
  expect([head.status, head.body, head.headers.includes('Content-Length: 25')]).toEqual([200, '', true])
  const empty = parseRaw(await raw('/empty-204'))
  expect([empty.status, empty.body, empty.headers.some((line) => /^content-length/i.test(line))]).toEqual([204, '', false])
  const same = parseRaw(await raw('/not-modified'))
  expect([same.status, same.body, same.headers.some((line) => /^content-length/i.test(line))]).toEqual([304, '', false])
})

test('trailers go out', async () => {
  const { headers, body } = parseRaw(await raw('/trailers'))
  expect(headers).toContain('Transfer-Encoding: chunked')
  expect(body).toBe('4\r\nbody\r\n0\r\nX-Checksum: abc\r\n\r\n')
})

test('a header that would split the response is a failure of ours, text beyond Latin-1 goes out as UTF-8', async () => {
  const split = parseRaw(await raw('/split'))
  expect(split.status).toBe(500)
  expect(split.headers.some((line) => line.startsWith('Set-Cookie'))).toBe(false)
  const umlaut = parseRaw(await raw('/umlaut'))
  expect(umlaut.headers).toContain(`X-City: ${Buffer.from('Łódź').toString('latin1')}`)
})

test('a bug of the engine is told, logged, and the server lives on', async () => {
  const response = await fetch(`${server.url}/throws`)
  expect([response.status, response.headers.get('x-doppel-provenance')]).toEqual([500, 'miss'])
  expect(await response.json()).toMatchObject({ error: { code: 'twin-failure' } })
  expect(notes.at(-1)).toMatch(/^GET \/throws failed: RangeError/)
  expect((await fetch(`${server.url}/status-99`)).status).toBe(500)
  expect((await fetch(`${server.url}/items/1`)).status).toBe(200)
})

test('the engine sees the request as it came, without what is meant for Doppel', async () => {
  const text = await sendRaw(
    server.port,
    'POST /mirror?a=%20b&&a HTTP/1.1\r\nHost: localhost\r\nX-Doppel-Session: m\r\nx-doppel-why: 1\r\nx-TAG: 1\r\nX-Tag: 2\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX-Sum: 9\r\n\r\n',
  )
  expect(JSON.parse(parseRaw(text).body)).toEqual({
    method: 'POST',
    target: '/mirror?a=%20b&&a',
    headers: [
      ['Host', 'localhost'],
      ['x-TAG', '1'],
      ['X-Tag', '2'],
      ['Connection', 'close'],
      ['Transfer-Encoding', 'chunked'],
    ],
    length: 3,
    trailers: [['X-Sum', '9']],
  })
  await fetch(`${server.url}/__doppel/session?session=m`, { method: 'DELETE' })
})

test('T50 the engine reads compressed bodies; what can not be read, or would grow too big, it gets as it came', async () => {
  const seen = async (body: Buffer) => {
    const response = await fetch(`${server.url}/mirror`, { method: 'POST', body, headers: { 'content-encoding': 'gzip' } })
    const { length, headers } = (await response.json()) as { length: number; headers: [string, string][] }
    return { length, encoded: headers.some(([name]) => name === 'content-encoding') }
  }
  expect(await seen(gzipSync(Buffer.alloc(5000)))).toEqual({ length: 5000, encoded: false })
  expect(await seen(Buffer.from('no gzip'))).toEqual({ length: 7, encoded: true })
  const bomb = gzipSync(Buffer.alloc(20_000_000))
  expect(await seen(bomb)).toEqual({ length: bomb.length, encoded: true })
})

test('T29 sessions are isolated, seeded by name, bounded and freed', async () => {
  const create = (session: string) =>
    fetch(`${server.url}/items`, {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json', 'x-doppel-session': session },
    })
  const count = async (session: string) =>
    ((await (await fetch(`${server.url}/items`, { headers: { 'x-doppel-session': session } })).json()) as []).length
  const [first, second] = [await create('a'), await create('b')]
  expect([first.status, second.status]).toEqual([201, 201])
  expect(await first.json()).not.toEqual(await second.json())
  expect([await count('a'), await count('b'), await count('default')]).toEqual([2, 2, 1])
  const third = await create('c')
  expect(third.status).toBe(503)
  expect(await third.json()).toMatchObject({ error: { code: 'too-many-sessions', help: expect.stringContaining('DELETE') } })
  await fetch(`${server.url}/__doppel/session?session=a`, { method: 'DELETE' })
  expect((await create('c')).status).toBe(201)
  expect((await create('../x')).status).toBe(400)
  for (const name of ['b', 'c']) await fetch(`${server.url}/__doppel/session?session=${name}`, { method: 'DELETE' })
})

test('the twin speaks of itself as the client calls it, and never as a stranger does', async () => {
  const originFor = async (host: string) => {
    const text = await sendRaw(server.port, `GET /origin HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
    return (JSON.parse(parseRaw(text).body) as { origin: string }).origin
  }
  expect(await originFor(`localhost:${server.port}`)).toBe(`http://localhost:${server.port}`)
  expect(await originFor('evil.example')).toBe(server.url)
  const absolute = await sendRaw(server.port, 'GET http://LOCALHOST:1/origin HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
  expect(JSON.parse(parseRaw(absolute).body)).toMatchObject({ origin: 'http://localhost:1' })
})

test('a stepping clock moves per request, dates follow it, and reset starts it again', async () => {
  const stepping = await startServer({
    twin: createItemTwin(),
    fidelity: 'synth',
    host: '127.0.0.1',
    port: 0,
    seed: 1,
    clock: parseClockChoice('stepping:2020-01-01T00:00:00Z:1000') ?? realClock,
    note: () => {},
  })
  const date = async () => (await fetch(`${stepping.url}/items`)).headers.get('date')
  expect([await date(), await date()]).toEqual(['Wed, 01 Jan 2020 00:00:00 GMT', 'Wed, 01 Jan 2020 00:00:01 GMT'])
  await fetch(`${stepping.url}/__doppel/reset`, { method: 'POST' })
  expect(await date()).toBe('Wed, 01 Jan 2020 00:00:00 GMT')
  await stepping.close()
})

test('T86 pipelined and racing requests on one session are answered in order', async () => {
  const one = (n: number) => `POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n\r\n${n}`
  const last = 'GET /items/1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'
  const text = await sendRaw(server.port, `${one(1)}${one(2)}${one(3)}${last}`)
  expect(text.match(/\r\n\r\n(\d|\{)/g)).toEqual(['\r\n\r\n1', '\r\n\r\n2', '\r\n\r\n3', '\r\n\r\n{'])
})
