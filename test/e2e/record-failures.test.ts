import { createServer } from 'node:http'
import * as net from 'node:net'
import { expect, test } from 'vitest'
import { connect, exchangeRaw, listening, parseAnswer, startLab, startRecorder } from './record-lab.ts'

const get = 'GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n'

test.each([
  ['GET', get],
  ['POST', 'POST /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}'],
  ['chunked POST', 'POST /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n'],
  ['upgrade', 'GET /a HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'],
])('a service that is down gives a clear 502 and is recorded as such: %s', async (_, request) => {
  const gone = net.createServer()
  const port = await listening(gone)
  await new Promise((resolve) => gone.close(resolve))
  const lab = await startRecorder(port)
  const answer = parseAnswer(await exchangeRaw(lab.recorder.port, request))
  expect(answer.status).toBe('HTTP/1.1 502 Bad Gateway')
  expect(JSON.parse(answer.body)).toMatchObject({
    error: { code: 'upstream-unreachable', message: `http://127.0.0.1:${port} can't be reached: nothing listens there` },
  })
  const [exchange] = await lab.recorded()
  expect(exchange).toMatchObject({ request: { target: '/a' }, failure: { kind: 'upstream-unreachable' } })
  expect(exchange?.response).toBeUndefined()
})

test('a service that closes without an answer: 502', async () => {
  const lab = await startLab(net.createServer((socket) => socket.once('data', () => socket.destroy())))
  expect(await exchangeRaw(lab.recorder.port, get)).toMatch(/^HTTP\/1.1 502 /)
  expect((await lab.recorded())[0]).toMatchObject({ failure: { kind: 'upstream-reset' } })
})

test.each([
  ['with a length', 'Content-Length: 100\r\n\r\nonly this'],
  ['chunked', 'Transfer-Encoding: chunked\r\n\r\n9\r\nonly this\r\n'],
])('an answer that breaks off, %s, breaks off for the app too', async (_, rest) => {
  const lab = await startLab(net.createServer((socket) => socket.once('data', () => socket.end(`HTTP/1.1 200 OK\r\n${rest}`))))
  const answer = await exchangeRaw(lab.recorder.port, get)
  expect(answer).toContain('only this')
  expect(answer).not.toContain('\r\n0\r\n')
  const [exchange] = await lab.recorded()
  expect(exchange).toMatchObject({ response: { status: 200 }, failure: { kind: 'upstream-reset' } })
  expect(Buffer.from(exchange?.response?.body ?? []).toString()).toBe('only this')
})

test('an answer that is no HTTP: 502', async () => {
  const lab = await startLab(net.createServer((socket) => socket.once('data', () => socket.end('SSH-2.0-OpenSSH\r\n'))))
  expect(await exchangeRaw(lab.recorder.port, get)).toMatch(/^HTTP\/1.1 502 /)
})

test('a client that goes away takes its request with it', async () => {
  const aborted = Promise.withResolvers<void>()
  const lab = await startLab((request, response) => {
    response.writeHead(200).write('first')
    request.on('close', () => aborted.resolve())
  })
  const app = connect(lab.recorder.port)
  app.send(get)
  await app.until('first')
  app.socket.destroy()
  await aborted.promise
  const [exchange] = await lab.recorded()
  expect(exchange).toMatchObject({ response: { status: 200 }, failure: { kind: 'client-abort' } })
  expect(Buffer.from(exchange?.response?.body ?? []).toString()).toBe('first')
})

test('a client that goes away while it sends takes its request with it', async () => {
  const aborted = Promise.withResolvers<string>()
  const lab = await startLab((request) => {
    let body = ''
    request.on('data', (chunk: Buffer) => {
      body += chunk
    })
    request.on('error', () => {})
    request.on('close', () => aborted.resolve(body))
  })
  const app = connect(lab.recorder.port)
  app.send('POST /up HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nhalf')
  await expect.poll(() => lab.recorder.store.sessions[0]?.inFlight).toBe(1)
  await new Promise((resolve) => setTimeout(resolve, 50))
  app.socket.destroy()
  expect(await aborted.promise).toBe('half')
  const [exchange] = await lab.recorded()
  expect(exchange).toMatchObject({ failure: { kind: 'client-abort' } })
  expect(Buffer.from(exchange?.request.body ?? []).toString()).toBe('half')
})

test('T73 stopping waits for what is nearly done, and records the rest as far as it came', async () => {
  const lab = await startLab((request, response) => {
    if (request.url === '/slow') setTimeout(() => response.end('slow but whole'), 50)
    else response.writeHead(200).write('never whole')
  })
  const endless = connect(lab.recorder.port)
  endless.send('GET /endless HTTP/1.1\r\nHost: h\r\n\r\n')
  await endless.until('never whole')
  const slow = connect(lab.recorder.port)
  slow.send('GET /slow HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n')
  await expect.poll(() => lab.recorder.store.sessions[0]?.inFlight).toBe(2)
  const exchanges = await lab.recorded()
  expect(slow.received).toContain('slow but whole')
  expect(exchanges.map(({ request, failure }) => [request.target, failure?.kind])).toEqual([
    ['/endless', 'recorder-stopped'],
    ['/slow', undefined],
  ])
})

test('an early answer to a long body is passed on', async () => {
  const lab = await startLab(createServer((_request, response) => response.writeHead(413).end('too long')))
  const app = connect(lab.recorder.port)
  app.send('POST /up HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\nbegin')
  expect(await app.until('too long')).toMatch(/^HTTP\/1.1 413 /)
  expect((await lab.recorded())[0]?.response?.status).toBe(413)
})
