import { createServer, type ServerResponse } from 'node:http'
import * as net from 'node:net'
import { expect, test } from 'vitest'
import { connect, exchangeRaw, listening, parseAnswer, startLab, startRecorder } from './record-lab.ts'

const megabyte = 1024 * 1024

test('T49 server-sent events pass one by one, and are recorded as one body', async () => {
  let stream: ServerResponse | undefined
  const lab = await startLab((_request, response) => {
    stream = response.writeHead(200, { 'content-type': 'text/event-stream' })
    stream.flushHeaders()
  })
  const app = connect(lab.recorder.port)
  app.send('GET /events HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n')
  await app.until('text/event-stream')
  for (const event of ['data: 1\n\n', 'data: 2\n\n', 'data: [DONE]\n\n']) {
    stream?.write(event)
    await app.until(event)
  }
  stream?.end()
  expect(parseAnswer(await app.closed()).body).toBe('data: 1\n\ndata: 2\n\ndata: [DONE]\n\n')
  expect(Buffer.from((await lab.recorded())[0]?.response?.body ?? []).toString()).toContain('[DONE]')
})

test('T50 a chunked request reaches the service before it is whole, and its answer may come first', async () => {
  const lab = await startLab((request, response) => {
    request.on('data', (chunk: Buffer) => response.write(`got ${chunk};`))
    request.on('end', () => response.end('end'))
  })
  const app = connect(lab.recorder.port)
  app.send('POST /live HTTP/1.1\r\nHost: h\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n')
  app.send('1\r\na\r\n')
  await app.until('got a;')
  app.send('1\r\nb\r\n')
  await app.until('got b;')
  app.send('0\r\n\r\n')
  expect(parseAnswer(await app.closed()).body).toBe('got a;got b;end')
  expect(Buffer.from((await lab.recorded())[0]?.request.body ?? []).toString()).toBe('ab')
})

test('Expect: 100-continue waits for the service’s word', async () => {
  const server = createServer()
  server.on('checkContinue', (request, response) => {
    if (request.url === '/refuse') return response.writeHead(417, { connection: 'close' }).end('no')
    response.writeContinue()
    request.on('data', (chunk: Buffer) => response.end(`got ${chunk}`))
  })
  const lab = await startLab(server)
  const head = (path: string) => `PUT ${path} HTTP/1.1\r\nHost: h\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n`
  const app = connect(lab.recorder.port)
  app.send(head('/take'))
  await app.until('HTTP/1.1 100 Continue\r\n\r\n')
  app.send('hello')
  expect(await app.until('got hello')).toContain('HTTP/1.1 200 OK')
  const refused = await exchangeRaw(lab.recorder.port, head('/refuse'))
  expect(refused).toMatch(/^HTTP\/1.1 417 /)
  expect((await lab.recorded()).map(({ response }) => response?.status)).toEqual([200, 417])
})

test('early hints pass', async () => {
  const lab = await startLab((_request, response) => {
    response.writeEarlyHints({ link: '</style.css>; rel=preload' })
    response.end('page')
  })
  const answer = await exchangeRaw(lab.recorder.port, 'GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n')
  expect(answer).toMatch(/^HTTP\/1.1 103 Early Hints\r\nlink: <\/style.css>; rel=preload\r\n\r\nHTTP\/1.1 200 OK/i)
})

test.each([
  ['with a length', `Content-Length: ${300 * megabyte}`],
  ['chunked', 'Transfer-Encoding: chunked'],
])('300 MB up and down, %s, in flat memory', async (_, framing) => {
  const piece = Buffer.alloc(megabyte, 'x')
  const pieces = 300
  const lab = await startLab((request, response) => {
    response.writeHead(200, framing.startsWith('C') ? { 'content-length': pieces * megabyte } : {})
    request.pipe(response)
  })
  const app = net.connect(lab.recorder.port, '127.0.0.1')
  app.write(`POST /big HTTP/1.1\r\nHost: h\r\nConnection: close\r\n${framing}\r\n\r\n`)
  let received = 0
  app.on('data', (chunk) => {
    received += chunk.length
  })
  const closed = new Promise((resolve) => app.on('close', resolve))
  const before = process.memoryUsage.rss()
  let most = 0
  for (let sent = 0; sent < pieces; sent++) {
    const data = framing.startsWith('C') ? piece : Buffer.concat([Buffer.from('100000\r\n'), piece, Buffer.from('\r\n')])
    if (!app.write(data)) await new Promise((resolve) => app.once('drain', resolve))
    most = Math.max(most, process.memoryUsage.rss() - before)
  }
  if (!framing.startsWith('C')) app.write('0\r\n\r\n')
  await closed
  expect(received).toBeGreaterThan(pieces * megabyte)
  // Client, recorder and service share this process, so what counts is that it is far from the body's size.
  expect(most).toBeLessThan(200 * megabyte)
  const [exchange] = await lab.recorded()
  expect(exchange?.failure).toBeUndefined()
  expect(exchange?.request).toMatchObject({ omittedBodyBytes: pieces * megabyte })
  expect(exchange?.response).toMatchObject({ omittedBodyBytes: pieces * megabyte })
  expect(exchange?.response?.body).toHaveLength(0)
})

test('a client that reads slowly holds the service back', async () => {
  let written = 0
  const lab = await startLab((_request, response) => {
    const piece = Buffer.alloc(megabyte)
    const more = () => {
      while (written < 100) {
        written++
        if (!response.write(piece)) return response.once('drain', more)
      }
      response.end()
      return
    }
    more()
  })
  const app = net.connect(lab.recorder.port, '127.0.0.1')
  app.write('GET /big HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n')
  await new Promise((resolve) => app.once('readable', resolve))
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect(written).toBeLessThan(50)
  app.resume()
  await new Promise((resolve) => app.on('close', resolve))
  expect(written).toBe(100)
})

test('an upgrade becomes a tunnel, both ways, whatever was sent along with it', async () => {
  const server = createServer()
  server.on('upgrade', (request, socket) => {
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${request.headers['sec-websocket-key']}\r\n\r\nhi`,
    )
    socket.on('data', (chunk) => socket.write(`<${chunk}>`))
    socket.on('end', () => socket.end())
  })
  const lab = await startLab(server)
  const app = connect(lab.recorder.port)
  app.send(
    'GET /chat?x=1 HTTP/1.1\r\nHost: h\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: k3y\r\n\r\nearly',
  )
  await app.until('Sec-WebSocket-Accept: k3y\r\n\r\nhi')
  await app.until('<early>')
  app.send('frame')
  await app.until('<frame>')
  app.socket.end()
  await app.closed()
  const [exchange] = await lab.recorded()
  expect(exchange).toMatchObject({ request: { method: 'GET', target: '/chat?x=1' }, response: { status: 101 } })
  expect(exchange?.failure).toBeUndefined()
})

test('an upgrade that the service declines is an ordinary answer', async () => {
  const lab = await startLab((_request, response) => response.writeHead(403, { 'x-why': 'no' }).end('declined'))
  const ask = (upgrade: string) =>
    `GET /chat HTTP/1.1\r\nHost: h\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: ${upgrade}\r\nHTTP2-Settings: AAAA\r\n\r\n`
  const app = connect(lab.recorder.port)
  app.send(ask('websocket'))
  expect(parseAnswer(await app.closed())).toMatchObject({ status: 'HTTP/1.1 403 Forbidden', body: 'declined' })
  const other = connect(lab.recorder.port)
  other.send(ask('h2c'))
  expect(await other.until('declined')).toMatch(/^HTTP\/1.1 403 /)
  expect((await lab.recorded()).map(({ response }) => response?.status)).toEqual([403, 403])
})

test('an answer without length from an old server ends with its connection', async () => {
  const old = net.createServer((socket) => {
    socket.once('data', () => socket.end('HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\nold but fine'))
  })
  const lab = await startLab(old)
  const answer = parseAnswer(await exchangeRaw(lab.recorder.port, 'GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n'))
  expect(answer).toMatchObject({ headers: ['Content-Type: text/plain'], body: 'old but fine' })
  expect((await lab.recorded())[0]?.failure).toBeUndefined()
})

test('pipelined requests are answered in their order, and one that breaks off takes only what follows', async () => {
  const lab = await startLab((request, response) => {
    const delayMs = request.url === '/1' ? 60 : 0
    setTimeout(() => {
      if (request.url === '/3') response.writeHead(200).write('cut', () => response.destroy())
      else response.end(`answer to ${request.url}`)
    }, delayMs)
  })
  const app = connect(lab.recorder.port)
  app.send([1, 2, 3].map((number) => `GET /${number} HTTP/1.1\r\nHost: h\r\n\r\n`).join(''))
  const all = await app.closed()
  const recorded = await lab.recorded()
  expect(recorded.map(({ request, failure }) => [request.target, failure?.kind])).toEqual([
    ['/1', undefined],
    ['/2', undefined],
    ['/3', 'upstream-reset'],
  ])
  expect(all.indexOf('answer to /1')).toBeLessThan(all.indexOf('answer to /2'))
})

test('connections are kept on both sides', async () => {
  let connections = 0
  const server = createServer((_request, response) => response.end('x'))
  server.on('connection', () => connections++)
  const port = await listening(server)

  const lab = await startRecorder(port)
  const app = connect(lab.recorder.port)
  for (let count = 1; count <= 5; count++) {
    app.send(`GET /${count} HTTP/1.1\r\nHost: h\r\n\r\n`)
    while (app.received.split('\r\n\r\nx').length <= count) await new Promise((resolve) => app.socket.once('data', resolve))
  }
  expect(connections).toBe(1)
})
