import { connect } from 'node:net'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type RunningServer, realClock, startServer } from '#server'
import { createItemTwin } from './serve-twin.ts'
import { parseRaw, receiveUntil, sendRaw } from './serve-wire.ts'

const maxBodyBytes = 100_000
let server: RunningServer

beforeAll(async () => {
  server = await startServer({
    twin: createItemTwin(),
    fidelity: 'synth',
    host: '127.0.0.1',
    port: 0,
    seed: 7,
    clock: realClock,
    limits: { maxBodyBytes, headersTimeoutMs: 300, requestTimeoutMs: 600 },
    note: () => {},
  })
})

afterAll(() => server.close())

afterEach(async () => {
  expect((await fetch(`${server.url}/items/1`)).status).toBe(200)
})

const host = 'Host: localhost\r\n'
const codeOf = (text: string) => (JSON.parse(parseRaw(text).body) as { error: { code: string } }).error.code

test.each([
  ['T77 length and chunked', `POST /echo HTTP/1.1\r\n${host}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
  ['T77 two lengths', `POST /echo HTTP/1.1\r\n${host}Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello`],
  ['T77 bare LF', 'GET /items/1 HTTP/1.1\nHost: localhost\n\n'],
  ['T77 space before colon', 'GET /items/1 HTTP/1.1\r\nHost : localhost\r\n\r\n'],
  ['T77 folded header', `GET /items/1 HTTP/1.1\r\n${host}X-A: b\r\n c\r\n\r\n`],
  ['T77 chunked is not last', `POST /echo HTTP/1.1\r\n${host}Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n`],
  ['bad chunk size', `POST /echo HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\nzz\r\n`],
  ['negative length', `POST /echo HTTP/1.1\r\n${host}Content-Length: -1\r\n\r\n`],
  ['no HTTP at all', 'hello\r\n\r\n'],
  ['TLS hello', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
  ['HTTP/2 preface', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ['NUL in a header', `GET /items/1 HTTP/1.1\r\n${host}X-A: a\0b\r\n\r\n`],
])('%s is malformed', async (_name, bytes) => {
  const text = await sendRaw(server.port, bytes)
  expect([parseRaw(text).status, codeOf(text)]).toEqual([400, 'malformed-request'])
  expect(parseRaw(text).headers).toContain('X-Doppel-Provenance: miss')
})

test('two hosts, no host, no path are refused', async () => {
  const close = 'Connection: close\r\n\r\n'
  expect(codeOf(await sendRaw(server.port, `GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n${close}`))).toBe('conflicting-headers')
  expect(codeOf(await sendRaw(server.port, `GET / HTTP/1.1\r\n${close}`))).toBe('missing-host')
  expect(codeOf(await sendRaw(server.port, `GET * HTTP/1.1\r\n${host}${close}`))).toBe('malformed-target')
  expect(parseRaw(await sendRaw(server.port, `OPTIONS * HTTP/1.1\r\n${host}${close}`)).status).toBe(404)
  expect(parseRaw(await sendRaw(server.port, 'GET /items/1 HTTP/1.0\r\n\r\n')).status).toBe(200)
})

test('a flood of headers is refused', async () => {
  const flood = Array.from({ length: 5000 }, (_, index) => `X-${index}: y\r\n`).join('')
  const text = await sendRaw(server.port, `GET /items/1 HTTP/1.1\r\n${host}${flood}\r\n`)
  expect([parseRaw(text).status, codeOf(text)]).toEqual([431, 'headers-too-large'])
  const many = Array.from({ length: 2500 }, (_, index) => `${index}: y\r\n`).join('')
  const seen = await sendRaw(server.port, `GET /mirror HTTP/1.1\r\n${host}${many}Connection: close\r\n\r\n`)
  expect((JSON.parse(parseRaw(seen).body) as { headers: unknown[] }).headers).toHaveLength(2502)
})

test('a body over the limit is refused, declared or not, and the client sees why', async () => {
  const declared = await sendRaw(server.port, `POST /echo HTTP/1.1\r\n${host}Content-Length: 900000\r\n\r\n`, Buffer.alloc(900_000))
  expect([parseRaw(declared).status, codeOf(declared)]).toEqual([413, 'body-too-large'])
  const chunk = `4000\r\n${'x'.repeat(0x4000)}\r\n`
  const chunked = await sendRaw(server.port, `POST /echo HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\n${chunk.repeat(20)}0\r\n\r\n`)
  expect([parseRaw(chunked).status, codeOf(chunked)]).toEqual([413, 'body-too-large'])
  const fits = await fetch(`${server.url}/echo`, { method: 'POST', body: new Uint8Array(maxBodyBytes) })
  expect((await fits.arrayBuffer()).byteLength).toBe(maxBodyBytes)
})

test('Expect: 100-continue goes on, or is told no before the body is sent', async () => {
  const socket = connect(server.port, '127.0.0.1')
  socket.write(`POST /echo HTTP/1.1\r\n${host}Content-Length: 2\r\nExpect: 100-continue\r\n\r\n`)
  expect(await receiveUntil(socket, (text) => text.includes('\r\n\r\n'))).toBe('HTTP/1.1 100 Continue\r\n\r\n')
  socket.write('ok')
  expect(await receiveUntil(socket, (text) => text.endsWith('ok'))).toMatch(/^HTTP\/1.1 200/)
  socket.destroy()
  const tooBig = connect(server.port, '127.0.0.1')
  tooBig.write(`POST /echo HTTP/1.1\r\n${host}Content-Length: 900000\r\nExpect: 100-continue\r\n\r\n`)
  expect(await receiveUntil(tooBig, (text) => text.includes('}'))).toMatch(/^HTTP\/1.1 413/)
  tooBig.destroy()
  const other = await sendRaw(server.port, `POST /echo HTTP/1.1\r\n${host}Expect: tea\r\nConnection: close\r\n\r\n`)
  expect(codeOf(other)).toBe('expectation-not-supported')
})

test('CONNECT and WebSocket are refused, other upgrades are passed over', async () => {
  expect(codeOf(await sendRaw(server.port, `CONNECT a.example:443 HTTP/1.1\r\n${host}\r\n`))).toBe('connect-not-supported')
  const upgrade = (to: string) => `GET /items/1 HTTP/1.1\r\n${host}Connection: Upgrade, close\r\nUpgrade: ${to}\r\n\r\n`
  expect(codeOf(await sendRaw(server.port, upgrade('websocket')))).toBe('websocket-not-supported')
  expect(parseRaw(await sendRaw(server.port, upgrade('h2c'))).status).toBe(200)
})

test('slow clients are cut off', async () => {
  const headers = sendRaw(server.port, `GET /items/1 HTTP/1.1\r\n${host}`)
  const body = sendRaw(server.port, `POST /echo HTTP/1.1\r\n${host}Content-Length: 9\r\n\r\nabc`)
  expect([codeOf(await headers), codeOf(await body)]).toEqual(['request-timeout', 'request-timeout'])
})

test('T78 T79 deep and poisonous JSON do no harm', async () => {
  const deep = `${'['.repeat(40_000)}${']'.repeat(40_000)}`
  const bodies = [deep, '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}', '{"a":', '\0\0\0']
  for (const body of bodies) {
    const response = await fetch(`${server.url}/items`, { method: 'POST', body })
    expect([201, 500]).toContain(response.status)
    await response.arrayBuffer()
  }
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
})

test('clients that go away in the middle are forgotten', async () => {
  for (let round = 0; round < 20; round++) {
    const socket = connect(server.port, '127.0.0.1')
    socket.write(`POST /echo HTTP/1.1\r\n${host}Content-Length: 50000\r\n\r\n${'x'.repeat(1000 * round)}`)
    await new Promise((resolve) => socket.once('connect', resolve))
    socket.resetAndDestroy()
  }
})
