import { createServer } from 'node:http'
import * as net from 'node:net'
import { expect, test } from 'vitest'
import { connect, exchangeRaw, listening, parseAnswer, startLab, startRecorder } from './record-lab.ts'

test('T76 no target, Host or method makes it an open proxy', async () => {
  let reached = 0
  const other = await listening(createServer((_request, response) => response.end(`other ${++reached}`)))
  const lab = await startLab((request, response) => response.end(`service ${request.url} ${request.headers.host}`))
  const ask = (line: string, host = 'h') => exchangeRaw(lab.recorder.port, `${line} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
  const service = `127.0.0.1:${lab.servicePort}`
  const refused = parseAnswer(await ask(`GET http://127.0.0.1:${other}/x`, `127.0.0.1:${other}`.replace(':', '.:')))
  expect(refused.status).toBe('HTTP/1.1 403 Forbidden')
  expect(JSON.parse(refused.body)).toMatchObject({ error: { code: 'not-a-proxy' } })
  expect(await ask(`CONNECT 127.0.0.1:${other}`)).toMatch(/^HTTP\/1.1 405 /)
  expect(parseAnswer(await ask('GET /x', `127.0.0.1:${other}`)).body).toBe(`service /x ${service}`)
  expect(parseAnswer(await ask(`GET http://127.0.0.1:${other}/x?y`, `127.0.0.1:${other}`)).body).toBe(`service /x?y ${service}`)
  expect(parseAnswer(await ask(`GET //127.0.0.1:${other}/x`)).body).toBe(`service //127.0.0.1:${other}/x ${service}`)
  expect(parseAnswer(await ask(`GET /@127.0.0.1:${other}/x`)).body).toBe(`service /@127.0.0.1:${other}/x ${service}`)
  for (const line of [`GET ftp://127.0.0.1:${other}/`, `GET http://u:p@127.0.0.1:${other}/`, `GET 127.0.0.1:${other}/`]) {
    expect(await ask(line)).toMatch(/^HTTP\/1.1 4\d\d /)
  }
  expect(reached).toBe(0)
})

test.each([
  ['both lengths', 'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n'],
  ['two lengths', 'Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!'],
  ['an odd coding', 'Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n'],
  ['a space before the colon', 'Content-Length : 5\r\n\r\nhello'],
  ['a bare LF', 'X-A: 1\nContent-Length: 5\r\n\r\nhello'],
  ['a folded header', 'X-A: 1\r\n Content-Length: 5\r\n\r\nhello'],
  ['a chunk size that is none', 'Transfer-Encoding: chunked\r\n\r\n0x5\r\nhello\r\n0\r\n\r\n'],
])('T77 a request with %s never reaches the service as two', async (_, rest) => {
  const seen: string[] = []
  const lab = await startLab((request, response) => {
    seen.push(request.url ?? '')
    request.resume()
    request.on('end', () => response.end('ok'))
    request.on('error', () => {})
  })
  const wire = connect(lab.recorder.port)
  wire.send(`POST /first HTTP/1.1\r\nHost: h\r\n${rest}`)
  wire.socket.end()
  const answer = await wire.closed()
  expect(answer).toMatch(/^HTTP\/1.1 (400|502) /)
  expect(seen).not.toContain('/smuggled')
})

test('T77 huge heads are refused, those of usual size and more pass', async () => {
  const lab = await startLab(
    createServer({ maxHeaderSize: 200_000 }, (request, response) => response.end(String(request.headers['x-big']?.length))),
  )
  const ask = (bytes: number) =>
    exchangeRaw(lab.recorder.port, `GET / HTTP/1.1\r\nHost: h\r\nX-Big: ${'x'.repeat(bytes)}\r\nConnection: close\r\n\r\n`)
  expect(await ask(60_000)).toContain('60000')
  expect(await ask(300_000)).toMatch(/^HTTP\/1.1 431 /)
})

test('hop-by-hop headers cannot be used to take others away', async () => {
  const lab = await startLab((request, response) => response.end(JSON.stringify(request.headers)))
  const raw =
    'GET / HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer t\r\nX-Hop: 1\r\nTE: trailers\r\nConnection: close, x-hop, authorization, te\r\n\r\n'
  const seen = JSON.parse(parseAnswer(await exchangeRaw(lab.recorder.port, raw)).body)
  expect(seen).toMatchObject({ authorization: 'Bearer t', te: 'trailers' })
  expect(seen).not.toHaveProperty('x-hop')
})

test('an answer that tries to split is not passed on', async () => {
  const evil = net.createServer((socket) =>
    socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 7\r\n\r\nokHTTP/1.1')),
  )
  const lab = await startRecorder(await listening(evil))
  expect(await exchangeRaw(lab.recorder.port, 'GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n')).toMatch(/^HTTP\/1.1 502 /)
})

test('garbage does not bring it down', async () => {
  const lab = await startLab((_request, response) => response.end('alive'))
  for (const garbage of [
    '\0\0\0\0',
    'GET\r\n\r\n',
    'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    `${'A'.repeat(1000)}\r\n\r\n`,
    '\x16\x03\x01\x02\x00\x01\x00',
  ]) {
    const wire = connect(lab.recorder.port)
    wire.send(garbage)
    wire.socket.end()
    await wire.closed()
  }
  expect(await exchangeRaw(lab.recorder.port, 'GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n')).toContain('alive')
})
