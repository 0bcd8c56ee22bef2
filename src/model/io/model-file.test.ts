import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { exitCodes } from '#diagnostics'
import type { Model } from '../schema.ts'
import { readModel, writeModel, writeModelTo } from './model-file.ts'

const variant = { name: 'ok', status: 200, headers: [] }
const model: Model = {
  format: 'doppel-model/1',
  service: { name: 'orders' },
  collections: { order: { key: ['id'], fixtures: [{ value: { id: 9_223_372_036_854_775_807n, note: null } }] } },
  routes: [{ method: 'GET', path: '/orders', variants: [{ ...variant, do: [{ query: { collection: 'order' }, as: 'page' }] }] }],
  miss: { ...variant, name: 'miss', status: 404 },
}
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'doppel-model-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
})

/** Writes a model that was spoilt by hand. */
function spoil(change: (json: Record<string, unknown>) => unknown): void {
  const text = JSON.stringify(model, (_, value) => (typeof value === 'bigint' ? 1 : value))
  const changed = change(JSON.parse(text))
  mkdirSync(join(folder, 'model'), { recursive: true })
  writeFileSync(join(folder, 'model', 'model.json'), typeof changed === 'string' ? changed : JSON.stringify(changed))
}

test('a model is read as it was written, 64-bit integers too, and nothing else is left behind', async () => {
  await writeModel(folder, model, {
    format: 'doppel-evidence/2',
    sessions: ['s1'],
    exchanges: 3,
    unexplained: {},
    rules: {},
    questions: [],
  })
  expect(await readModel(folder)).toEqual(model)
  expect(readFileSync(join(folder, 'model', 'model.json'), 'utf8')).toContain('"id": 9223372036854775807')
  expect(readdirSync(join(folder, 'model')).sort()).toEqual(['evidence.json', 'model.json'])
})

test('a missing model says how to get one', async () => {
  await expect(readModel(folder)).rejects.toMatchObject({
    code: 'model-missing',
    exitCode: exitCodes.user,
    help: 'learn one from the recordings: doppel synth NAME',
  })
})

describe('a model that is malformed is refused with the place', () => {
  type Spoilt = Record<string, never> & { routes: { variants: Record<string, unknown>[] }[] }

  test.each<[string, (json: Spoilt) => unknown]>([
    ['is not JSON', () => '{"format": '],
    ['format: Invalid input: expected "doppel-model/1"', (json) => ({ ...json, format: 'doppel-model/9' })],
    ['Invalid input: expected object', () => []],
    ['Unrecognized key: "routs"', (json) => ({ ...json, routs: [] })],
    ['routes[0] (GET /orders).variants[0] (ok).status: ', (json) => set(json, { name: 'ok', status: '200', headers: [] })],
    ['variants[0] (ok): Unrecognized key: "wen"', (json) => set(json, { ...variant, wen: 'true' })],
    ['variants[0] (ok).do[0].key: ', (json) => set(json, { ...variant, do: [{ create: 'order', key: 'id', value: {} }] })],
    ['variants[0] (ok).do[0]: Unrecognized key: "vale"', (json) => set(json, { ...variant, do: [{ let: 'x', value: 1, vale: 2 }] })],
    ['variants[0] (ok).body.value: ', (json) => set(json, { ...variant, body: { encoding: 'json' } })],
  ])('%s', async (message, change) => {
    spoil(change as (json: Record<string, unknown>) => unknown)
    const failure: unknown = await readModel(folder).catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: 'model-malformed', exitCode: exitCodes.user })
    expect((failure as Error).message).toContain(message)
  })

  function set(json: Spoilt, changed: Record<string, unknown>): unknown {
    const [route] = json.routes
    return { ...json, routes: [{ ...route, variants: [changed] }] }
  }
})

test('what nests without end is refused and does not overflow', async () => {
  spoil(() => `{"format": ${'['.repeat(200_000)}${']'.repeat(200_000)}}`)
  await expect(readModel(folder)).rejects.toMatchObject({ code: 'model-malformed' })
})

test('a folder that can not be written is a fault', async () => {
  writeFileSync(join(folder, 'file'), '')
  await expect(writeModelTo(join(folder, 'file', 'model'), model)).rejects.toMatchObject({
    code: 'model-unwritable',
    exitCode: exitCodes.runtime,
  })
})
