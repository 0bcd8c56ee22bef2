import { request } from 'node:http'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type RunningServer, realClock, startServer } from '#server'
import { createItemTwin } from './serve-twin.ts'
import { parseRaw, sendRaw } from './serve-wire.ts'

let server: RunningServer

beforeAll(async () => {
  server = await startServer({
    twin: createItemTwin(),
    fidelity: 'synth',
    host: '127.0.0.1',
    port: 0,
    seed: 7,
    clock: realClock,
    otherNames: ['twin.internal'],
    limits: { maxSessions: 4 },
    note: () => {},
  })
})

afterAll(() => server.close())
beforeEach(() => control('POST', '/reset'))

async function control(method: string, path: string, init: RequestInit = {}): Promise<{ status: number; json: unknown }> {
  const response = await fetch(`${server.url}/__doppel${path}`, { method, ...init })
  return { status: response.status, json: await response.json() }
}

/** `fetch` refuses to set Host and Origin. */
function asHost(path: string, headers: Record<string, string>, method = 'GET'): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ port: server.port, host: '127.0.0.1', path, method, headers, agent: false }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
    outgoing.on('error', reject)
    outgoing.end()
  })
}

const post = (session?: string) =>
  fetch(`${server.url}/items`, { method: 'POST', body: '{}', headers: session === undefined ? {} : { 'x-doppel-session': session } })

test('health, ready and info', async () => {
  expect(await control('GET', '/health')).toEqual({ status: 200, json: { status: 'serving' } })
  expect(await control('GET', '/ready')).toEqual({ status: 200, json: { ready: true } })
  const { json } = await control('GET', '/info')
  expect(json).toMatchObject({ twin: 'items', fidelity: 'synth', url: server.url, port: server.port, seed: 7, clock: 'real' })
})

test('T29 reset puts all sessions back, or one', async () => {
  const count = async (session: string) => {
    const { json } = await control('GET', `/state?session=${session}`)
    return (json as { state: { item: unknown[] } }).state.item.length
  }
  await post()
  await post('a')
  expect([await count('default'), await count('a')]).toEqual([2, 2])
  expect(await control('POST', '/reset?session=a')).toEqual({ status: 200, json: { reset: ['a'] } })
  expect([await count('default'), await count('a')]).toEqual([2, 1])
  await control('POST', '/reset', { headers: { 'x-doppel-session': 'default' } })
  expect(await count('default')).toBe(1)
  expect((await control('POST', '/reset?session=none')).status).toBe(404)
})

test('sessions are made, listed and ended', async () => {
  expect(await control('POST', '/session?session=new')).toMatchObject({ status: 201, json: { created: true } })
  expect(await control('POST', '/session', { body: '{"session":"new"}' })).toMatchObject({ status: 200, json: { created: false } })
  const { json } = await control('GET', '/session')
  expect((json as { sessions: { name: string }[] }).sessions.map(({ name }) => name)).toContain('new')
  expect(await control('DELETE', '/session?session=new')).toMatchObject({ status: 200, json: { deleted: 'new' } })
  expect((await control('DELETE', '/session?session=new')).status).toBe(404)
  expect((await control('POST', '/session')).status).toBe(400)
  expect((await control('POST', '/session?session=%00')).status).toBe(400)
})

test('a request that contradicts itself, or says what nobody understands, does nothing', async () => {
  expect((await control('POST', '/reset?session=a&session=b')).status).toBe(400)
  expect((await control('POST', '/reset?session=a', { headers: { 'x-doppel-session': 'b' } })).status).toBe(400)
  for (const body of ['{"sesion":"a"}', '{"session":1}', '[]', 'null', '{', '{"__proto__":{"session":"a"}}']) {
    expect((await control('POST', '/reset', { body })).status, body).toBe(400)
  }
})

test('state keeps 64-bit integers', async () => {
  const text = await (await fetch(`${server.url}/__doppel/state`)).text()
  expect(text).toContain('"big": 9007199254740993')
})

test('an unknown path lists what there is, a wrong method says which is right', async () => {
  const unknown = await control('GET', '/nothing')
  expect(unknown.status).toBe(404)
  expect(unknown.json).toMatchObject({ error: { code: 'unknown-control-path', routes: expect.any(Array) } })
  expect((await control('GET', '/health/')).status).toBe(404)
  for (const path of ['/', '?']) expect((await control('GET', path)).json, path).toMatchObject({ routes: expect.any(Array) })
  const wrong = await fetch(`${server.url}/__doppel/reset`)
  expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'POST'])
})

test('T75 a foreign host or origin gets nothing', async () => {
  const port = server.port
  for (const host of [`127.0.0.1:${port}`, `LOCALHOST:${port}`, 'a.localhost', '[::1]:80', 'twin.internal', '127.9.9.9']) {
    expect(await asHost('/__doppel/info', { host }), host).toBe(200)
  }
  for (const host of ['evil.example', `evil.example:${port}`, '127.0.0.1.evil.example', 'localhost@evil.example', '0.0.0.0', '10.0.0.1']) {
    expect(await asHost('/__doppel/info', { host }), host).toBe(403)
  }
  const host = `127.0.0.1:${port}`
  for (const origin of ['http://evil.example', 'https://localhost.evil.example', 'null', 'file://', 'http://127.0.0.1@evil.example', '']) {
    expect(await asHost('/__doppel/reset', { host, origin }, 'POST'), origin).toBe(403)
  }
  expect(await asHost('/__doppel/reset', { host, origin: `http://${host}` }, 'POST')).toBe(200)
})

test('a control path that only looks like one reaches the twin, and none reaches it that is one', async () => {
  expect(await asHost('/__doppelganger', {})).toBe(404)
  const text = await sendRaw(server.port, 'GET /__doppelganger HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
  expect(parseRaw(text).body).toBe('{"error":"not found"}')
  const whole = await sendRaw(server.port, 'GET http://evil.example/__doppel/info HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
  expect(parseRaw(whole).status).toBe(403)
})
