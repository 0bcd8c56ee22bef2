import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { exitCodes } from '#diagnostics'
import type { Exchange } from '#http'
import { SessionWriter } from '#recording/io'
import { showVerb } from './show.ts'
import { synthVerb } from './synth.ts'
import type { VerbContext } from './verb.ts'

let cwd: string
let folder: string
let notes: string[]

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'doppel-synth-'))
  folder = join(cwd, 'twins', 'orders')
  notes = []
  onTestFinished(() => rmSync(cwd, { recursive: true }))
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'twin.toml'), 'base_url = "http://127.0.0.1:9"\n')
})

type Said = readonly [call: string, status: number, body?: unknown]

const startMs = Date.UTC(2026, 2, 1)
const encoder = new TextEncoder()

/** Records a session of what was asked and said; returns the path of its exchanges. */
async function record(number: number, said: readonly Said[], tags: string[] = []): Promise<string> {
  const id = `2026030${number}T000000000Z-0000`
  const startedAtMs = startMs + number * 86_400_000
  const info = { id, tags, startedAtMs, upstream: 'http://127.0.0.1:9', origin: 'http://127.0.0.1:8' }
  const writer = new SessionWriter({ twinFolder: folder, info })
  writer.append(
    said.map(([call, status, body], index): Exchange => {
      const [method = '', target = ''] = call.split(' ')
      const at = startedAtMs + index * 1000
      const response = {
        status,
        headers: [['Content-Type', 'application/json']] as const,
        body: encoder.encode(JSON.stringify(body ?? null)),
      }
      return { index, startedAtMs: at, endedAtMs: at + 5, request: { method, target, headers: [], body: new Uint8Array() }, response }
    }),
  )
  await writer.close({ by: 'shutdown', atMs: startedAtMs + 60_000 })
  return join(folder, 'recordings', 'sessions', id)
}

const session: Said[] = [
  ['GET /version', 200, { version: '1.2' }],
  ['GET /orders/7', 404, { error: 'no such order' }],
  ['GET /version', 200, { version: '1.2' }],
]

function context(): VerbContext {
  return { cwd, env: {}, note: (line) => notes.push(line), progress: () => {}, print: () => {}, signal: new AbortController().signal }
}

const synth = (options: Record<string, unknown> = {}) => synthVerb.run(synthVerb.input.parse({ name: 'orders', ...options }), context())
const show = (options: Record<string, unknown> = {}) => showVerb.run(showVerb.input.parse({ name: 'orders', ...options }), context())
const modelText = (place = join(folder, 'model')) => readFileSync(join(place, 'model.json'), 'utf8')

describe('doppel synth', () => {
  test('learns a model and says what there is in it, and how it answers what it has not seen', async () => {
    for (const number of [1, 2, 3]) await record(number, session)
    const { exitCode, text, json } = await synth()
    expect(exitCode).toBe(exitCodes.ok)
    expect(text.split('\n')[0]).toMatch(
      /^synth orders 2 routes \d+ collections \d+ rules \d+ state-ops held-out 10000 bp \(10000 when learned from 67%\)$/,
    )
    expect(json).toMatchObject({
      name: 'orders',
      sessions: 3,
      exchanges: 9,
      summary: { routes: 2 },
      heldOut: { scoreBp: 10_000, measuredBp: 10_000, sessions: 3 },
    })
    expect(JSON.parse(readFileSync(join(folder, 'model', 'evidence.json'), 'utf8'))).toMatchObject({ exchanges: 9, unexplained: {} })
    expect(notes).toEqual([])
  })

  test('gives the same model to the byte', async () => {
    for (const number of [1, 2]) await record(number, session)
    await synth({ noHeldOut: true })
    const first = modelText()
    await synth({ noHeldOut: true, out: 'elsewhere' })
    expect(modelText(join(cwd, 'elsewhere'))).toBe(first)
    expect(readdirSync(join(folder, 'model')).sort()).toEqual(['evidence.json', 'latencies.json', 'model.json'])
  })

  test('says that two sessions are too few to be judged on, unless it was not asked to judge', async () => {
    for (const number of [1, 2]) await record(number, session)
    expect((await synth()).json).toMatchObject({ heldOut: null })
    expect(notes.join()).toContain('info[held-out-skipped]: not judged on unseen sessions: orders has 2, and it takes 3')
    notes = []
    await synth({ noHeldOut: true })
    expect(notes).toEqual([])
  })

  test('without recordings says how to get some', async () => {
    await expect(synth()).rejects.toMatchObject({
      code: 'recordings-missing',
      exitCode: exitCodes.user,
      help: 'record something first: doppel record orders --port 8080',
    })
    await record(1, session, ['ci'])
    await expect(synth({ tag: ['nightly'] })).rejects.toThrow('with the tag nightly')
    expect((await synth({ tag: ['ci'] })).exitCode).toBe(exitCodes.ok)
  })

  test('T64 warns of recordings that are nothing but errors, and learns them', async () => {
    await record(1, [
      ['GET /orders', 401, { error: 'who are you?' }],
      ['GET /orders/1', 401, { error: 'who are you?' }],
    ])
    expect((await synth()).exitCode).toBe(exitCodes.ok)
    expect(notes.join('\n')).toContain('warning[recordings-only-errors]: none of the 2 recorded answers is a success')
  })

  test('learns what is whole of a torn recording, and says what was cut', async () => {
    const file = join(await record(1, session), 'exchanges')
    truncateSync(file, readFileSync(file).length - 10)
    const { json } = await synth()
    expect(json).toMatchObject({ exchanges: 2 })
    expect(notes.join('\n')).toMatch(/session-torn.*ends in the middle of an exchange/)
  })
})

describe('doppel show', () => {
  beforeEach(async () => {
    await record(1, session)
    await synth({ noHeldOut: true })
  })

  test('prints the model', async () => {
    const { text, json } = await show()
    expect(text).toMatch(/^service: orders\n/)
    expect(text).toContain('- route: GET /version')
    expect(json).toMatchObject({ format: 'doppel-model/1' })
  })

  test.each([[['GET /version']], [['get', '/version']], [['/version']]])('prints one route: %j', async (route) => {
    const { text, json } = await show({ route })
    expect(text).toMatch(/^- route: GET \/version\n/)
    expect(json).toMatchObject([{ method: 'GET', path: '/version' }])
  })

  test('does not mind the names of parameters', async () => {
    expect((await show({ route: ['GET /orders/{anything}'] })).text).toContain('route: GET /orders/{')
  })

  test('suggests a route for one that there is not', async () => {
    await expect(show({ route: ['GET /versoin'] })).rejects.toMatchObject({ code: 'route-unknown', help: 'did you mean "GET /version"?' })
    await expect(show({ route: ['/versoin'] })).rejects.toMatchObject({ help: 'did you mean "/version"?' })
    await expect(show({ route: ['DELETE /nothing/like/it'] })).rejects.toMatchObject({ help: 'doppel show orders shows its 2 routes' })
  })
})

test('doppel show without a model says how to get one', async () => {
  await expect(show()).rejects.toMatchObject({ code: 'model-missing', exitCode: exitCodes.user })
})
