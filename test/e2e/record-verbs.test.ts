import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import type { VerbResult } from '#verbs'
import { listening } from './record-lab.ts'
import { runVerb, type Told } from './run-verb.ts'

let cwd: string

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'doppel-verbs-'))
  onTestFinished(() => rmSync(cwd, { recursive: true }))
})

const run = (name: string, raw: object, told: Partial<Told> = {}, signal?: AbortSignal): Promise<VerbResult> =>
  runVerb(cwd, name, raw, told, signal)

/** Records these requests and ends as Ctrl-C does. */
async function record(requests: readonly string[] | ((url: string) => Promise<void>), raw: object = {}): Promise<VerbResult & Told> {
  const told: Told = { notes: [], printed: [] }
  const stop = new AbortController()
  const recording = run('record', { name: 'orders', ...raw }, told, stop.signal)
  await Promise.race([expect.poll(() => told.printed[0]).toBeDefined(), recording])
  const url = `http://${/addr=(\S+)/.exec(told.printed[0] ?? '')?.[1]}`
  if (typeof requests === 'function') await requests(url)
  else for (const target of requests) await (await fetch(`${url}${target}`)).arrayBuffer()
  stop.abort()
  return { ...(await recording), ...told }
}

async function init(): Promise<void> {
  const server = createServer((request, response) => {
    request.resume()
    if (request.url === '/gzip')
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(gzipSync('{"n":275.0,"e":[]}'))
    else if (request.url === '/binary') response.end(Buffer.from([0, 1, 2, 250, 0x41, 0x1b]))
    else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ email: 'ada.lovelace@gmail.com' }))
  })
  await run('init', { name: 'orders', baseUrl: `http://127.0.0.1:${await listening(server)}` })
}

const sessionsOf = (name: string) => readdirSync(join(cwd, 'twins', name, 'recordings/sessions'))

test('record says where it listens, and at the end what it has', async () => {
  await init()
  const { printed, text, json, exitCode } = await record(['/a', '/b'], { tag: ['ci'] })
  expect(printed[0]).toMatch(/^recording twin=orders addr=127\.0\.0\.1:\d+ upstream=http:\/\/127\.0\.0\.1:\d+$/)
  expect(exitCode).toBe(0)
  expect(text).toContain('recorded orders: 2 exchanges in 1 session')
  expect(json).toMatchObject({ twin: 'orders', exchanges: 2, lost: 0, sessions: sessionsOf('orders') })
})

test('secrets and personal data do not reach the disk', async () => {
  await init()
  const { text } = await record(async (url) => {
    const headers = { authorization: 'Bearer sk_live_51HxYzAbCdEfGhIjKlMnOpQr' }
    await (
      await fetch(`${url}/a?access_token=t0p-s3cr3t-value-1234`, { method: 'POST', headers, body: '{"password":"hunter2-and-more"}' })
    ).arrayBuffer()
  })
  const [id = ''] = sessionsOf('orders')
  const folder = join(cwd, 'twins/orders/recordings/sessions', id)
  const disk = readdirSync(folder)
    .map((file) => readFileSync(join(folder, file), 'latin1'))
    .join()
  for (const secret of ['51HxYzAbCdEfGhIjKlMnOpQr', 't0p-s3cr3t-value-1234', 'hunter2-and-more', 'ada.lovelace'])
    expect(disk).not.toContain(secret)
  expect(text).toMatch(/\d+ values scrubbed/)
  expect(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')).scrub.total).toBeGreaterThan(3)
})

test('record stops by itself after --duration', async () => {
  await init()
  const result = await run('record', { name: 'orders', duration: '0.05' })
  expect(result).toMatchObject({ exitCode: 0, json: { exchanges: 0 } })
})

test('inspect lists sessions, exchanges of one, and shows one exchange', async () => {
  await init()
  expect((await run('inspect', { name: 'orders' })).text).toContain('nothing is recorded for orders yet')
  await record(['/a'])
  await record(['/gzip', '/binary'], { tag: ['x'] })
  const list = await run('inspect', { name: 'orders' })
  const [first, second] = sessionsOf('orders')
  expect(list.text).toMatch(new RegExp(`^SESSION +STARTED +LASTED +EXCHANGES +TAGS\n${first} .* 1\n${second} .* 2 +x$`))
  expect(list.json).toMatchObject({
    sessions: [
      { id: first, exchanges: 1 },
      { id: second, exchanges: 2, tags: ['x'] },
    ],
  })
  const exchanges = await run('inspect', { name: 'orders', session: 'latest' })
  expect(exchanges.text).toMatch(/0 +\+\S+ s +GET +\/gzip +200 .*\n1 +\+\S+ s +GET +\/binary +200 /)
  const gzip = await run('inspect', { name: 'orders', session: second, index: '0' })
  expect(gzip.text).toContain('(decoded from gzip')
  expect(gzip.text).toContain('{\n  "n": 275.0,\n  "e": []\n}')
  expect(gzip.json).toMatchObject({ response: { body: { text: '{"n":275.0,"e":[]}', json: { n: 275 } } } })
  const binary = await run('inspect', { name: 'orders', session: second?.slice(-6), index: '1' })
  expect(binary.text).toContain('00000000  00 01 02 fa 41 1b                                ....A.')
  await expect(run('inspect', { name: 'orders', session: 'nope' })).rejects.toMatchObject({ code: 'session-unknown' })
  await expect(run('inspect', { name: 'orders', session: 'latest', index: '7' })).rejects.toMatchObject({ code: 'exchange-unknown' })
})

test('T81 recorded text cannot steer the terminal', async () => {
  const server = createServer((_request, response) =>
    response.writeHead(200, { 'content-type': 'text/plain' }).end('\u001b]0;owned\u0007\u009b31m'),
  )
  await run('init', { name: 'orders', baseUrl: `http://127.0.0.1:${await listening(server)}` })
  await record(['/'])
  const { text } = await run('inspect', { name: 'orders', session: 'latest', index: '0' })
  expect(text).toContain('\\x1b]0;owned\\x07\\x9b31m')
})

test('import har makes one session of each file, once', async () => {
  await run('init', { name: 'orders', baseUrl: 'https://api.example.com' })
  const entry = (day: number) => ({
    startedDateTime: `2026-01-0${day}T00:00:00Z`,
    time: 5,
    request: {
      method: 'GET',
      url: 'https://api.example.com/a',
      headers: [{ name: 'Authorization', value: 'Bearer abcdefghijklmnop1234' }],
    },
    response: { status: 200, headers: [], content: { mimeType: 'application/json', text: '{}' } },
  })
  const files = ['two.har', 'one.har']
  files.forEach((file, at) => {
    writeFileSync(join(cwd, file), JSON.stringify({ log: { version: '1.2', entries: [entry(2 - at)] } }))
  })
  const first = await run('import har', { files, name: 'orders', tag: ['browser'] })
  expect(first.json).toMatchObject({
    sessions: [
      { file: 'two.har', exchanges: 1 },
      { file: 'one.har', exchanges: 1 },
    ],
  })
  expect(sessionsOf('orders').map((id) => id.slice(0, 8))).toEqual(['20260101', '20260102'])
  const disk = readFileSync(join(cwd, 'twins/orders/recordings/sessions', sessionsOf('orders')[0] ?? '', 'exchanges'), 'latin1')
  expect(disk).not.toContain('abcdefghijklmnop1234')
  const notes: string[] = []
  expect((await run('import har', { files: ['one.har'], name: 'orders' }, { notes })).json).toMatchObject({
    sessions: [],
    skipped: ['one.har'],
  })
  expect(notes.join()).toContain('was imported before')
  writeFileSync(join(cwd, 'bad.har'), '<html>')
  await expect(run('import har', { files: ['bad.har'], name: 'orders' })).rejects.toMatchObject({ code: 'har-not-json' })
  await expect(run('import har', { files: ['none.har'], name: 'orders' })).rejects.toMatchObject({ code: 'file-unreadable' })
  expect(sessionsOf('orders')).toHaveLength(2)
})
