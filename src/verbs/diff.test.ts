import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import type { Exchange } from '#http'
import type { Model } from '#model'
import { writeModel } from '#model/io'
import { RecordingStore, readSessions } from '#recording/io'
import { learn } from '#synth'
import { diffVerb } from './diff.ts'
import type { VerbContext } from './verb.ts'

let cwd: string

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'doppel-diff-'))
  onTestFinished(() => rmSync(cwd, { recursive: true }))
})

const folderOf = (name: string) => join(cwd, 'twins', name)

function makeTwin(name: string): void {
  mkdirSync(folderOf(name), { recursive: true })
  writeFileSync(join(folderOf(name), 'twin.toml'), 'base_url = "http://127.0.0.1:9"\n')
}

function model(body: Model['routes'][number]['variants'][number]['body']): Model {
  const variant = { name: 'ok', status: 200, headers: [], ...(body === undefined ? {} : { body }) }
  return {
    format: 'doppel-model/1',
    service: { name: 'clock' },
    collections: {},
    routes: [{ method: 'GET', path: '/version', variants: [variant] }],
    miss: { name: 'miss', status: 404, headers: [] },
  }
}

const json = (value: Record<string, string | number>) => ({ encoding: 'json', value }) as const

/** One session of a service that always says the same. */
async function record(name: string, says: object, tags: readonly string[] = []): Promise<void> {
  const at = { twinFolder: folderOf(name), upstream: 'http://127.0.0.1:9', origin: 'http://127.0.0.1:8' }
  const store = new RecordingStore({ ...at, tags })
  for (let index = 0; index < 12; index++) {
    const startedAtMs = Date.UTC(2026, 2, 1) + index * 100
    const place = store.begin(startedAtMs)
    const exchange: Exchange = {
      index: place.index,
      startedAtMs,
      endedAtMs: startedAtMs + 5,
      request: { method: 'GET', target: '/version', headers: [], body: new Uint8Array() },
      response: { status: 200, headers: [['Content-Type', 'application/json']], body: new TextEncoder().encode(JSON.stringify(says)) },
    }
    await new Promise<void>((written) => store.commit(place, exchange, written))
  }
  await store.close()
}

async function synth(name: string): Promise<void> {
  await writeModel(folderOf(name), learn((await readSessions(folderOf(name), { decoded: true })).sessions).model)
}

async function diff(options: Record<string, unknown>) {
  const context: VerbContext = {
    cwd,
    env: {},
    note: () => {},
    progress: () => {},
    print: () => {},
    signal: new AbortController().signal,
  }
  return await diffVerb.run(diffVerb.input.parse(options), context)
}

describe('two models', () => {
  beforeEach(async () => {
    makeTwin('old')
    await writeModel(folderOf('old'), model(json({ version: 'a', build: 7 })))
    await writeModel(join(cwd, 'next'), model(json({ version: 'b' })))
  })

  test.each(['next', 'next/model', 'next/model/model.json'])('by name and by %s', async (to) => {
    const { exitCode, text, json: found } = await diff({ from: 'old', to })
    expect(exitCode).toBe(2)
    expect(text.split('\n').slice(0, 4)).toEqual([
      `old -> ${to}: 1 breaking, 1 to look at, 0 harmless (1 routes compared)`,
      '',
      'breaking',
      '  GET /version 200 body.build: the field is gone: number [response-field-removed]',
    ])
    expect(found).toMatchObject({
      breaking: 1,
      warnings: 1,
      changes: [{ kind: 'response-field-removed' }, { kind: 'response-value-changed' }],
    })
  })

  test('what fails is for the user to say', async () => {
    expect((await diff({ from: 'next', to: 'old' })).exitCode).toBe(0)
    expect((await diff({ from: 'next', to: 'old', failOn: 'warning' })).exitCode).toBe(2)
    expect((await diff({ from: 'old', to: 'next', failOn: 'never' })).exitCode).toBe(0)
  })

  test('as JSON and as Markdown', async () => {
    expect(JSON.parse((await diff({ from: 'old', to: 'next', format: 'json' })).text)).toMatchObject({
      format: 'doppel-diff/1',
      breaking: 1,
    })
    expect((await diff({ from: 'old', to: 'next', format: 'markdown' })).text).toContain('| breaking | GET /version 200 body.build |')
  })

  test('what is no model is refused', async () => {
    await expect(diff({ from: 'old', to: 'nowhere' })).rejects.toMatchObject({ code: 'model-missing', exitCode: 1 })
    writeFileSync(join(cwd, 'broken.json'), '{}')
    await expect(diff({ from: 'old', to: 'broken.json' })).rejects.toMatchObject({ code: 'model-malformed', exitCode: 1 })
    await expect(diff({ from: 'old' })).rejects.toMatchObject({ code: 'diff-impossible', exitCode: 1 })
    await expect(diff({ from: 'old', to: 'next', recordings: 'x' })).rejects.toMatchObject({ code: 'diff-impossible' })
  })
})

describe('a twin and new recordings', () => {
  beforeEach(async () => {
    makeTwin('clock')
    makeTwin('today')
    await record('clock', { version: 'a', build: 7 })
    await synth('clock')
  })

  test('of another twin', async () => {
    await record('today', { version: 'a', since: 'noon' })
    for (const recordings of ['today', 'twins/today', 'twins/today/recordings']) {
      const { exitCode, text } = await diff({ from: 'clock', recordings })
      expect(exitCode).toBe(2)
      expect(text).toContain('clock -> recordings of today: 1 breaking, 0 to look at, 1 harmless (1 routes compared)')
      expect(text).toContain('body.build: the field is gone: number')
    }
  })

  test('of its own, by tag', async () => {
    await record('clock', { version: 'a', build: '7' }, ['nightly'])
    const { exitCode, text } = await diff({ from: 'clock', tag: ['nightly'] })
    expect(exitCode).toBe(2)
    expect(text).toContain('body.build: the value has another type: number before, string now')
  })

  test('without recordings of its own its model is what was', async () => {
    rmSync(join(folderOf('clock'), 'recordings'), { recursive: true })
    await record('today', { version: 'a' })
    expect((await diff({ from: 'clock', recordings: 'today' })).text).toContain('body.build: the field is gone: number')
  })

  test('there must be some', async () => {
    await expect(diff({ from: 'clock', recordings: 'today' })).rejects.toMatchObject({ code: 'recordings-missing', exitCode: 1 })
    await expect(diff({ from: 'clock', tag: ['none'] })).rejects.toMatchObject({ code: 'recordings-missing' })
  })
})
