import { execFile } from 'node:child_process'
import { hash, randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Verb, type VerbContext, type VerbResult, verbRegistry } from '#verbs'

/** A service whose instances differ in ids and times. */
interface Instance {
  readonly url: string
  readonly asked: string[]
  reset(): void
  /** From now on a note is answered with one word too many. */
  change(): void
  close(): void
}

async function startInstance(): Promise<Instance> {
  let notes = new Map<string, object>()
  let isChanged = false
  const asked: string[] = []
  const answer = (method: string, path: string, text: string): [status: number, body: unknown] => {
    const id = /^\/notes\/([\w-]+)$/.exec(path)?.[1] ?? ''
    if (method === 'POST' && path === '/notes') {
      const { title, author } = JSON.parse(text) as { title: string; author: string }
      const id = randomUUID()
      const note = { id, etag: hash('md5', id), title, author, createdAt: new Date().toISOString() }
      notes.set(note.id, note)
      return [201, note]
    }
    if (path === '/notes') return [200, [...notes.values()]]
    const note = notes.get(id)
    if (note === undefined) return [404, { error: 'no such note' }]
    if (method === 'DELETE') notes.delete(id)
    return [200, isChanged ? { ...note, words: 1 } : note]
  }
  const server: Server = createServer((request, response) => {
    void (async () => {
      let text = ''
      for await (const part of request) text += String(part)
      asked.push(`${request.method} ${request.url}`)
      const [status, body] = answer(request.method ?? '', request.url ?? '', text)
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    })()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address() as { port: number }
  return {
    url: `http://127.0.0.1:${address.port}`,
    asked,
    reset: () => {
      notes = new Map()
      isChanged = false
      asked.length = 0
    },
    change: () => {
      isChanged = true
    },
    close: () => server.close(),
  }
}

/** What a client does, as a program: `names` are the notes that it makes. */
const client = `
const send = async (method, path, body) => {
  const init = body ? { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : { method }
  const response = await fetch(process.env.DOPPEL_URL + path, init)
  return response.json()
}
const ids = []
for (const title of process.argv.slice(2)) ids.push((await send('POST', '/notes', { title, author: 'maria.keller@corp-mail.com' })).id)
for (const id of ids) await send('GET', '/notes/' + id)
await send('GET', '/notes')
await send('DELETE', '/notes/' + ids[0])
await send('GET', '/notes/' + ids[0])
await send('GET', '/notes')
`

let cwd: string
let first: Instance
let second: Instance

async function run(
  name: string,
  raw: object,
  told: { push(line: string): unknown } = [],
  signal = new AbortController().signal,
): Promise<VerbResult> {
  const verb = (await verbRegistry.find((entry) => entry.name === name)?.load()) as Verb
  const say = (line: string) => told.push(line)
  const context: VerbContext = { cwd, env: process.env, signal, note: say, print: say, progress: () => {} }
  return verb.run(verb.input.parse(raw), context)
}

/** A command that deletes all notes of the first instance. */
const empty = () =>
  `"${process.execPath}" -e "fetch('${first.url}/notes').then(r=>r.json()).then(l=>Promise.all(l.map(n=>fetch('${first.url}/notes/'+n.id,{method:'DELETE'}))))"`

const exercise = (...titles: string[]) => `"${process.execPath}" client.mjs ${titles.join(' ')}`

beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'doppel-duel-'))
  writeFileSync(join(cwd, 'client.mjs'), client)
  first = await startInstance()
  second = await startInstance()
  await run('init', { name: 'notes', baseUrl: first.url })
  for (const titles of [
    ['alpha', 'beta'],
    ['gamma', 'delta', 'epsilon'],
    ['zeta', 'eta'],
  ]) {
    first.reset()
    const stop = new AbortController()
    const ready = Promise.withResolvers<string>()
    const recording = run('record', { name: 'notes' }, { push: ready.resolve }, stop.signal)
    const url = `http://${/addr=(\S+)/.exec(await ready.promise)?.[1]}`
    await promisify(execFile)(process.execPath, ['client.mjs', ...titles], { cwd, env: { ...process.env, DOPPEL_URL: url } })
    stop.abort()
    await recording
  }
  await run('synth', { name: 'notes', noHeldOut: true })
}, 120_000)

afterAll(() => {
  first.close()
  second.close()
  rmSync(cwd, { recursive: true })
})

beforeEach(() => {
  first.reset()
  second.reset()
})

interface DuelJson {
  readonly passed: boolean
  readonly score_bp: number
  readonly exchanges_total: number
  readonly sessions_total: number
  readonly divergences: readonly { readonly path: string; readonly category: string; readonly route: string; readonly exchange: number }[]
}

const duel = async (raw: object, told: string[] = []) => {
  const { json, ...result } = await run('duel', { name: 'notes', upstream: first.url, ...raw }, told)
  return { ...result, report: json as DuelJson }
}

test('a twin that answers as the service passes, and a second instance gets the same requests with its own ids', async () => {
  const { exitCode, text, report } = await duel({ second: second.url, exercise: exercise('one', 'two', 'three') })
  expect(report.divergences).toEqual([])
  expect(report).toMatchObject({ passed: true, score_bp: 10_000, exchanges_total: 10, sessions_total: 1 })
  expect(text).toMatch(/^PASS notes 10000\/10000 sessions=1\/1 exchanges=10\/10/)
  expect(exitCode).toBe(0)
  const shapes = (asked: readonly string[]) => asked.map((line) => line.replace(/[0-9a-f-]{36}/, 'ID'))
  expect(shapes(second.asked)).toEqual(shapes(first.asked))
  expect(second.asked[3]).not.toBe(first.asked[3])
}, 60_000)

test('without a second instance, what the model makes up is known, and digests of it; a session ends where the client says so', async () => {
  const border = `"${process.execPath}" -e "fetch(process.env.DOPPEL_URL+'/__doppel/new-session',{method:'POST'})"`
  const { report } = await duel({ exercise: `${exercise('one')} && ${empty()} && ${border} && ${exercise('two', 'three')}` })
  expect(report.divergences).toEqual([])
  expect(report).toMatchObject({ passed: true, sessions_total: 2, exchanges_total: 14 })
}, 60_000)

test('what the service answers otherwise than the twin is found, where it is, and secrets are not told', async () => {
  first.change()
  second.change()
  const raw = { second: second.url, exercise: exercise('one', 'two'), out: ['duel.sarif', 'duel.html'] }
  const { exitCode, report, text } = await duel(raw)
  expect(exitCode).toBe(2)
  expect(report.divergences.map(({ path, category, exchange }) => [exchange, path, category])).toEqual([
    [2, 'body.words', 'missing_field'],
    [3, 'body.words', 'missing_field'],
    [5, 'body.words', 'missing_field'],
  ])
  const files = raw.out.map((file) => readFileSync(join(cwd, file), 'utf8'))
  for (const told of [JSON.stringify(report), text, ...files]) {
    expect(told).toContain('words')
    expect(told).not.toContain('maria.keller')
  }
  // No file of the workspace holds the session: nothing of a duel is recorded.
  expect(files[0]).not.toContain('recordings')
}, 60_000)

test('recorded sessions that write are not sent without --allow-writes', async () => {
  const sessions = 'twins/notes'
  await expect(duel({ sessions })).rejects.toMatchObject({ code: 'duel-writes' })
  expect(first.asked).toEqual([])
  const { exitCode, report } = await duel({ sessions, allowWrites: true, rate: 1000, second: second.url })
  expect(report.divergences).toEqual([])
  expect([exitCode, report.sessions_total, report.exchanges_total]).toEqual([0, 1, 26])
  expect(first.asked).toHaveLength(26)
  expect(second.asked).toHaveLength(26)
}, 60_000)

test('recorded sessions begin anew with a service that is put back to its beginning between them', async () => {
  const { report } = await duel({ sessions: 'twins/notes/recordings', allowWrites: true, rate: 1000, reset: empty() })
  expect(report.divergences).toEqual([])
  expect(report).toMatchObject({ passed: true, sessions_total: 3, exchanges_total: 26 })
  await expect(duel({ sessions: 'twins/notes', allowWrites: true, reset: 'exit 1' })).rejects.toMatchObject({ code: 'duel-reset' })
}, 60_000)

test('what can not be done is refused, and an exercise that fails is said', async () => {
  await expect(duel({})).rejects.toMatchObject({ code: 'duel-exercise' })
  await expect(duel({ exercise: 'true', sessions: 'x.har' })).rejects.toMatchObject({ code: 'duel-exercise' })
  await expect(duel({ exercise: 'true', second: `${first.url}/` })).rejects.toMatchObject({ code: 'duel-second' })
  await expect(duel({ sessions: 'nowhere.har' })).rejects.toMatchObject({ code: 'file-unreadable' })
  const told: string[] = []
  const { exitCode, report } = await duel({ exercise: 'exit 3' }, told)
  expect([exitCode, report.passed]).toEqual([2, false])
  expect(told.join('\n')).toContain('duel-empty')
  expect(told.join('\n')).toContain('ended with exit code 3')
}, 60_000)
