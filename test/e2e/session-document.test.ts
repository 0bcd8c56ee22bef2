import { appendFile, readFile, writeFile } from 'node:fs/promises'
import { request as send } from 'node:http'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startTwin } from '../../src/index.ts'
import { runVerb } from './run-verb.ts'
import { serveInProcess } from './serve-process.ts'
import { createServingWorkspace, tellTwin } from './serving-workspace.ts'
import { startReceiver } from './webhook-receiver.ts'

interface Asked {
  readonly method?: string
  readonly path: string
  readonly headers?: Record<string, string>
  readonly body?: string
}

/** The whole answer; all servers are called by one name, as clients behind one address would. */
function ask(
  url: string,
  { method = 'GET', path, headers = {}, body }: Asked,
): Promise<{ status: number; headers: string[]; body: string }> {
  return new Promise((resolve, reject) => {
    const all = {
      Host: 'twin.internal',
      'X-Doppel-Session': 's',
      ...(body ? { 'Content-Length': String(Buffer.byteLength(body)) } : {}),
      ...headers,
    }
    const sent = send(`${url}${path}`, { method, headers: all, agent: false }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (piece: string) => {
        text += piece
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.rawHeaders, body: text }))
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

const settings = (hooks: string) => `
[auth]
except = ["GET /thing0"]
[[auth.schemes]]
kind = "oauth2"
tokens = "HS256"
expires = "1h"
clients.app = { secret = "s3", scope = "read write" }
[[auth.schemes]]
kind = "api-key"
name = "X-Key"
accept = ["k1"]
[[limits]]
kind = "bucket"
limit = 20
per = "20s"
[idempotency]
[webhooks]
signing = "stripe"
secret = "whsec"
retry = ["1m", "10m"]
[webhooks.events."thing.made"]
on = "POST /thing0"
[[webhooks.subscriptions]]
url = "${hooks}"
`

const key = { 'X-Key': 'k1' }
const post = (name: string, headers: Record<string, string> = {}): Asked => ({
  method: 'POST',
  path: '/thing0',
  headers: { 'Content-Type': 'application/json', ...key, ...headers },
  body: JSON.stringify({ name }),
})
const token: Asked = {
  method: 'POST',
  path: '/oauth/token',
  headers: { Authorization: `Basic ${btoa('app:s3')}`, 'Content-Type': 'application/x-www-form-urlencoded' },
  body: 'grant_type=client_credentials&scope=read',
}

test('a session goes on in another process to the byte as it does in the first: tokens, limits, keys, webhooks, chaos, clock', {
  timeout: 60_000,
}, async () => {
  const receiver = await startReceiver(() => 503)
  const { cwd, folder } = await createServingWorkspace()
  await appendFile(join(folder, 'twin.toml'), settings(receiver.url))
  const flags = ['--clock', 'stepping:2026-01-01T00:00:00Z:250', '--seed', '5', '--allow-host', 'twin.internal']
  const [here, there] = await Promise.all([serveInProcess(cwd, 'things', ...flags), serveInProcess(cwd, 'things', ...flags.with(3, '8'))])

  const given = JSON.parse((await ask(here.url, token)).body) as { access_token: string }
  const bearer = { Authorization: `Bearer ${given.access_token}` }
  for (const name of ['a', 'b']) await ask(here.url, post(name))
  await ask(here.url, post('once', { 'Idempotency-Key': 'one' }))
  await ask(here.url, { method: 'DELETE', path: '/thing0/7', headers: key })
  await receiver.until(1)
  await expect.poll(async () => JSON.stringify(await tellTwin(here.url, '/webhooks?session=s'))).toContain('503')
  await tellTwin(here.url, '/snapshot?session=s&name=before', { method: 'POST' })
  await ask(here.url, post('after the snapshot'))
  const rule = { fault: 'error', status: 503, route: 'GET /thing0/{id}', every: 3, probability: 0.7 }
  await tellTwin(here.url, '/chaos?session=s', { method: 'POST', body: JSON.stringify({ rule }) })
  for (const id of [1, 2, 3, 4]) await ask(here.url, { path: `/thing0/${id}`, headers: key })
  await tellTwin(here.url, '/clock/advance?session=s&by=30s', { method: 'POST' })

  const file = join(cwd, 's.json')
  const said = { name: 'things', session: 's' }
  const written = await runVerb(cwd, 'session', { ...said, url: here.url, action: 'export', out: 's.json' })
  expect(written.json).toMatchObject({ twin: 'things', session: 's', file: 's.json' })
  const read = await runVerb(cwd, 'session', { ...said, url: there.url, action: 'import', value: file })
  expect(read.text).toMatch(/^s goes on after \d+ requests, at 2026-01-01T00:00:3/)

  const goOn: Asked[] = [
    { path: '/thing0/5000', headers: bearer },
    post('c'),
    post('once', { 'Idempotency-Key': 'one' }),
    post('other', { 'Idempotency-Key': 'one' }),
    token,
    { path: '/thing0/7', headers: key },
    ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((id) => ({ path: `/thing0/${id}`, headers: key })),
    { path: '/__doppel/state' },
    { path: '/__doppel/limits' },
    { path: '/__doppel/clock' },
    { path: '/__doppel/webhooks?type=thing.made' },
    { path: '/__doppel/chaos' },
    { path: '/__doppel/diff?snapshot=before' },
    { method: 'POST', path: '/__doppel/restore', body: '{"name":"before"}' },
    post('after going back'),
    { method: 'POST', path: '/__doppel/reset' },
    post('after a reset'),
    { path: '/__doppel/clock' },
    ...Array.from({ length: 45 }, () => ({ path: '/thing0/5000', headers: key })),
  ]
  const both = async (one: Asked) => {
    const answers = await Promise.all([ask(here.url, one), ask(there.url, one)])
    // the control plane has the time of the wall in its headers
    return one.path.startsWith('/__doppel/') ? answers.map(({ status, body }) => ({ status, body })) : answers
  }
  const seen = new Set<number>()
  for (const [at, one] of goOn.entries()) {
    const told = `${at}: ${one.method ?? 'GET'} ${one.path}`
    // deliveries go out beside the answers
    const isBeside = one.path.startsWith('/__doppel/webhooks')
    if (isBeside)
      await expect.poll(async () => new Set((await both(one)).map(({ body }) => body)).size, { timeout: 20_000, message: told }).toBe(1)
    const [stayed, moved] = await both(one)
    if (!isBeside) expect(moved, told).toEqual(stayed)
    seen.add(moved?.status ?? 0)
  }
  expect([...seen]).toEqual(expect.arrayContaining([200, 201, 429, 503]))
})

test('what waits for its time is delivered by the server that the session was brought to', async () => {
  const receiver = await startReceiver((_, count) => (count === 1 ? 500 : 200))
  const { folder } = await createServingWorkspace()
  await appendFile(join(folder, 'twin.toml'), settings(receiver.url))
  const start = { clock: 'fixed:2026-01-01', port: false } as const
  await using first = await startTwin(folder, start)
  await using second = await startTwin(folder, { ...start, seed: 9 })
  await first.fetch('/thing0', { method: 'POST', headers: { ...key, 'Content-Type': 'application/json' }, body: '{"name":"x"}' })
  await receiver.until(1)
  await expect.poll(async () => (await first.webhooks.list())[0]?.attempts.length).toBe(1)
  const moved = second.session('moved')
  await moved.import(await first.export())
  await first.close()
  await moved.clock.advance('1m')
  const [failed, again] = await receiver.until(2)
  expect(again?.body).toBe(failed?.body)
  await expect
    .poll(async () => (await moved.webhooks.list())[0])
    .toMatchObject({ id: 'dlv_1', state: 'delivered', attempts: [{ status: 500 }, { status: 200 }] })
  expect((await moved.journal.list()).map(({ method, target }) => `${method} ${target}`)).toEqual(['POST /thing0'])
})

test('what is damaged, of another format or of another model is refused, and changes nothing', async () => {
  const { cwd, folder, serve } = await createServingWorkspace()
  const url = await serve({ clock: 'fixed:2026-01-01' })
  await ask(url, post('kept'))
  const document = await (await fetch(`${url}/__doppel/session/export?session=s`)).text()
  const before = await tellTwin(url, '/state?session=s')
  const bring = async (text: string, session = 's', to = url) =>
    (await tellTwin(to, `/session/import?session=${session}`, { method: 'POST', body: text })) as {
      error?: { code: string }
      imported?: string
    }
  const json = JSON.parse(document) as { digest: string; state: object }
  const wrong: [string, string][] = [
    ['', 'session-document'],
    [document.slice(0, -50), 'session-document'],
    [document.replace('"kept"', '"kepT"'), 'session-document'],
    ['{"sessions": []}', 'session-document'],
    [document.replace('doppel-session/1', 'doppel-session/9'), 'session-format'],
    [document.replace(/"fingerprint":"\w{4}/, '"fingerprint":"0000'), 'session-model'],
  ]
  for (const [text, code] of wrong) {
    expect((await bring(text)).error?.code, code).toBe(code)
    expect((await bring(text, 'new')).error?.code, code).toBe(code)
  }
  expect(await tellTwin(url, '/state?session=s')).toEqual(before)
  expect(JSON.stringify(await tellTwin(url, '/session'))).not.toContain('"new"')
  expect(JSON.stringify(json)).toHaveLength(document.trimEnd().length)
  expect((await bring(`${JSON.stringify(json, undefined, 2)}`, 'new')).imported).toBe('new')
  expect(await tellTwin(url, '/state?session=new')).toMatchObject({ state: (before as { state: object }).state })

  await writeFile(
    join(folder, 'model', 'model.json'),
    (await readFile(join(folder, 'model', 'model.json'), 'utf8')).replace('Thing number 9"', 'Thing nine"'),
  )
  const other = await serve({ clock: 'fixed:2026-01-01' })
  expect((await bring(document, 's', other)).error?.code).toBe('session-model')
  await expect(runVerb(cwd, 'session', { name: 'things', url, action: 'import', value: 'none.json' })).rejects.toMatchObject({
    code: 'file-unreadable',
  })
  await expect(runVerb(cwd, 'session', { name: 'things', url, action: 'import' })).rejects.toMatchObject({ code: 'control-action' })
})
