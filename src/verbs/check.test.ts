import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import type { Exchange } from '#http'
import { readModel, writeModel, writeRecalls } from '#model/io'
import { RecordingStore, readSessions } from '#recording/io'
import { learn, learnRecalls } from '#synth'
import { checkVerb } from './check.ts'
import { toCheckOptions } from './check-options.ts'
import { parseTwinConfig } from './twin-config.ts'
import type { VerbContext } from './verb.ts'

let cwd: string
let notes: string[]

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'doppel-check-'))
  notes = []
  onTestFinished(() => rmSync(cwd, { recursive: true }))
  mkdirSync(join(cwd, 'twins', 'clock'), { recursive: true })
  configure('')
})

function configure(diff: string): void {
  writeFileSync(join(cwd, 'twins', 'clock', 'twin.toml'), `base_url = "http://127.0.0.1:9"\n${diff}`)
}

/** One session of a service that always says the same. */
async function record(version: string, count = 10): Promise<void> {
  const store = new RecordingStore({
    twinFolder: join(cwd, 'twins', 'clock'),
    upstream: 'http://127.0.0.1:9',
    origin: 'http://127.0.0.1:8',
  })
  const encoder = new TextEncoder()
  for (let index = 0; index < count; index++) {
    const startedAtMs = Date.UTC(2026, 2, 1) + index * 100
    const place = store.begin(startedAtMs)
    const exchange: Exchange = {
      index: place.index,
      startedAtMs,
      endedAtMs: startedAtMs + 5,
      request: { method: 'GET', target: '/version', headers: [], body: new Uint8Array() },
      response: {
        status: 200,
        headers: [['Content-Type', 'application/json']],
        body: encoder.encode(JSON.stringify({ version, ok: true })),
      },
    }
    await new Promise<void>((written) => store.commit(place, exchange, written))
  }
  await store.close()
}

async function synth(): Promise<void> {
  const folder = join(cwd, 'twins', 'clock')
  const { model, recalls, evidence } = learn((await readSessions(folder, { decoded: true })).sessions)
  await writeModel(folder, model, evidence)
  await writeRecalls(folder, recalls)
}

async function check(options: Record<string, unknown> = {}, env: Record<string, string> = {}) {
  const context: VerbContext = {
    cwd,
    env,
    note: (line) => notes.push(line),
    progress: () => {},
    print: () => {},
    signal: new AbortController().signal,
  }
  return await checkVerb.run(checkVerb.input.parse({ name: 'clock', ...options }), context)
}

test('a twin that answers as recorded passes', async () => {
  await record('stable')
  await synth()
  const { exitCode, text, json } = await check()
  expect(exitCode).toBe(0)
  expect(text.split('\n')[0]).toBe('PASS clock 10000/10000 sessions=1/1 exchanges=10/10 divergences=0')
  expect(json).toMatchObject({ passed: true, score_bp: 10000, exchanges_total: 10, divergences: [] })
})

test('one that does not ends with exit code 2 and says where', async () => {
  await record('stable')
  await synth()
  await record('next')
  const { exitCode, text } = await check()
  expect(exitCode).toBe(2)
  expect(notes.join('\n')).toContain('info[sessions-unlearned]: the model was learned without 1 of the 2 sessions')
  expect(text).toContain('10x GET /version body.version value_mismatch: expected "next", got "stable"')
  expect((await check({ minScore: '5000' })).exitCode).toBe(2)
  expect(JSON.parse((await check({ format: 'json' })).text)).toMatchObject({ score_bp: 5000, sessions_passed: 1 })
})

test('the report goes to files as their endings say, and the text to stdout', async () => {
  await record('stable')
  await synth()
  await record('next')
  const { text } = await check({ out: ['out/report.json', 'out/junit.xml', 'doppel.sarif', 'report.md'] })
  expect(text).toContain('FAIL clock 5000/10000')
  expect(JSON.parse(readFileSync(join(cwd, 'out', 'report.json'), 'utf8'))).toMatchObject({ format: 'doppel-report/1', score_bp: 5000 })
  expect(readFileSync(join(cwd, 'out', 'junit.xml'), 'utf8')).toContain('<testsuites name="doppel check clock"')
  expect(readFileSync(join(cwd, 'report.md'), 'utf8')).toContain('FAIL clock 5000/10000')
  const { locations, relatedLocations } = JSON.parse(readFileSync(join(cwd, 'doppel.sarif'), 'utf8')).runs[0].results[0]
  const { artifactLocation, region } = locations[0].physicalLocation
  expect(readFileSync(join(cwd, artifactLocation.uri), 'utf8').split('\n')[region.startLine - 1]).toContain('"method": "GET"')
  expect(readFileSync(join(cwd, relatedLocations[0].physicalLocation.artifactLocation.uri)).length).toBeGreaterThan(0)
  await check({ out: ['summary'], format: 'markdown' })
  expect(readFileSync(join(cwd, 'summary'), 'utf8')).toContain('### What to do about 1')
})

test('a file without a format, or in no folder, is refused', async () => {
  await expect(check({ out: ['report.doc'] })).rejects.toMatchObject({ code: 'usage', exitCode: 1 })
  await expect(check({ out: ['a.json', 'b.xml'], format: 'json' })).rejects.toMatchObject({ code: 'usage', exitCode: 1 })
  await record('stable')
  await synth()
  await expect(check({ out: ['twins/clock/twin.toml/report.json'] })).rejects.toMatchObject({ code: 'report-not-writable', exitCode: 4 })
})

test('where GitHub runs it, it is told the causes', async () => {
  await record('stable')
  await synth()
  await record('next')
  await check({}, { GITHUB_ACTIONS: 'true' })
  expect(notes.find((line) => line.startsWith('::error '))).toMatch(
    /^::error file=twins\/clock\/model\/model\.json,line=\d+,title=doppel check clock%3A/,
  )
})

test('T62 twin.toml decides what counts, and the report shows it', async () => {
  await record('stable')
  await synth()
  await record('next')
  configure('[[diff.suppress]]\npath = "body.version"\nreason = "deployed daily"\n[[diff.suppress]]\npath = "body.gone"\nreason = "old"')
  const { exitCode, text } = await check({ showSuppressed: true })
  expect(exitCode).toBe(0)
  expect(text).toContain('suppressed=10')
  expect(text).toContain('10x GET /version body.version value_mismatch: deployed daily')
  expect(notes.join('\n')).toContain('suppression-unused')
})

test('drift.toml accepts what stays in the report', async () => {
  await record('stable')
  await synth()
  await record('next')
  const file = join(cwd, 'twins', 'clock', 'drift.toml')
  writeFileSync(file, '[[suppress]]\ndrift_type = "value_drift"\nroute = "GET /*"\nreason = "deployed daily"\nroutes = "x"')
  const { exitCode, text, json } = await check()
  expect(exitCode).toBe(0)
  expect(text).toContain('accepted=10 without-rules=5000/10000')
  expect(text).toContain('10x GET /version body.version value_drift: deployed daily')
  expect(json).toMatchObject({ score_bp: 10000, accepted: 10, suppressed: 0 })
  expect(notes.join('\n')).toContain('suppress.0.routes does nothing')
})

test('recordings that are too old fail, older ones are warned about', async () => {
  await record('stable')
  await synth()
  configure('[freshness]\nmax_age = "90d"\nwarn_age = "4w2d"')
  const at = async (day: number) => {
    notes = []
    vi.setSystemTime(Date.UTC(2026, 2, 1 + day, 1))
    onTestFinished(() => void vi.useRealTimers())
    return [(await check()).exitCode, notes.map((note) => /recordings-[\w-]+/.exec(note)?.[0])]
  }
  expect(await at(29)).toEqual([0, []])
  expect(await at(31)).toEqual([0, ['recordings-ageing']])
  expect(await at(91)).toEqual([2, ['recordings-too-old']])
})

describe('every key under [diff] decides', () => {
  // ten answers as learned, ten with another version, which is one of their two values
  test.each([
    ['', false],
    ['required_score = 0.5', true],
    ['required_score = 0.51', false],
    ['required_score = 0.5\nsession_pass_rate = 1.0', true],
    ['session_pass_rate = 0.0', true],
    ['thresholds.body_values = 0.5', true],
    ['thresholds.body_values = 0.51', false],
    ['overrides."GET /version".body_values = 0.5', true],
    ['overrides."GET /*".body_values = 0.5', true],
    ['overrides."GET /other".body_values = 0.5', false],
    ['thresholds.body_values = 0.5\noverrides."GET /version".body_values = 0.9', false],
    ['fields."version" = { classify = "enum", values = ["stable", "next"] }', true],
    ['fields."version" = { classify = "enum", values = ["next"] }', false],
    ['fields."ok" = { classify = "constant" }', false],
  ])('%j', async (keys, passes) => {
    await record('stable')
    await synth()
    await record('next')
    configure(keys === '' ? '' : `[diff]\n${keys}`)
    expect((await check()).exitCode).toBe(passes ? 0 : 2)
  })

  test('structure, status, headers and symbols, too', () => {
    const options = (text: string) => toCheckOptions(parseTwinConfig(`base_url = "http://x"\n${text}`, 'twin.toml').config)
    const keys = 'status_exact_match = false\nbody_structure = 0.1\nbody_values = 0.2\nsymbol_consistency = 0.3\nheader_conformance = 0.4'
    const read = { statusExactMatch: false, bodyStructure: 0.1, bodyValues: 0.2, symbolConsistency: 0.3, headerConformance: 0.4 }
    expect(options(`[diff.thresholds]\n${keys}`).thresholds).toEqual(read)
    expect(options(`[diff.overrides."GET /a"]\n${keys}`).routeThresholds).toEqual([{ route: 'GET /a', thresholds: read }])
  })
})

test('T61 without recordings nothing passes', async () => {
  await record('stable', 1)
  await synth()
  rmSync(join(cwd, 'twins', 'clock', 'recordings'), { recursive: true })
  expect((await check()).exitCode).toBe(2)
  expect(notes.join('\n')).toContain('check-empty')
  expect((await check({ heldOut: true })).exitCode).toBe(2)
})

test('held out, it learns and checks on other sessions', async () => {
  await record('stable')
  await expect(check({ heldOut: true })).rejects.toMatchObject({ code: 'held-out-impossible', exitCode: 1 })
  await record('stable')
  await record('stable')
  const { exitCode, json } = await check({ heldOut: true, folds: '3' })
  expect(json).toMatchObject({ twin: 'clock', score_bp: 10000, sessions_total: 3 })
  expect(exitCode).toBe(0)
})

test.each([
  ['[diff.fields]\n"a b" = { classify = "exact" }', 'is no path'],
  ['[diff.fields]\n"color" = { classify = "enum" }', 'an enum needs its values'],
  ['[diff.overrides.orders]\nbody_values = 0.5', '"orders" is no route'],
  ['[freshness]\nmax_age = "1d"\nwarn_age = "24h"', 'nothing would be warned about'],
  ['[[diff.suppress]]\nreason = "all"', 'would suppress everything'],
  ['[[diff.suppress]]\ncategory = "value"\nreason = "x"', 'there is no category "value"'],
])('%j is refused', async (diff, message) => {
  configure(diff)
  await expect(check()).rejects.toMatchObject({ code: 'config-invalid', exitCode: 1, message: expect.stringContaining(message) })
})

test.each([
  ['[[suppress]]\nreason = "all"', 'would be for every drift'],
  ['[[suppress]]\ndrift_type = "value_drifts"\nreason = "x"', 'there is no drift type "value_drifts"'],
  ['[[suppress]]\ndrift_id = "drift-1"\nreason = "x"', 'is no drift id'],
  ['[[suppress]]\npath = "body.a"', 'suppress.0.reason'],
  ['[[reclassify]]\nmatch = {}\nnew_drift_type = "x"', 'would be for every drift'],
  ['[[reclassify]]\nmatch = { path = "body.a" }\nnew_drift_type = "X y"', 'must be small letters'],
])('drift.toml: %j is refused', async (text, message) => {
  writeFileSync(join(cwd, 'twins', 'clock', 'drift.toml'), text)
  await expect(check()).rejects.toMatchObject({ code: 'config-invalid', exitCode: 1, message: expect.stringContaining(message) })
})

/** The model says something else than what was recorded, and the recordings are known by heart. */
async function misteach(): Promise<void> {
  const folder = join(cwd, 'twins', 'clock')
  const { sessions } = await readSessions(folder, { decoded: true })
  const { model } = learn(sessions)
  const wrong = { ...model, routes: [] }
  await writeModel(folder, wrong)
  await writeRecalls(folder, learnRecalls(wrong, sessions))
}

test('what is known by heart is counted, and can be left out', async () => {
  await record('stable')
  await misteach()
  const { text, json } = await check()
  expect(text).toContain('recalled=10 by-rule=0bp')
  expect(json).toMatchObject({ score_bp: 10000, by_rule_bp: 0, exchanges_recalled: 10 })
  expect((await check({ noRecall: true })).json).toMatchObject({ score_bp: 0, by_rule_bp: 0, exchanges_recalled: 0 })
})

test('what another model knew by heart is not used', async () => {
  await record('stable')
  await misteach()
  const folder = join(cwd, 'twins', 'clock')
  await writeModel(folder, { ...(await readModel(folder)), service: { name: 'other' } })
  expect((await check()).json).toMatchObject({ score_bp: 0, exchanges_recalled: 0 })
  expect(notes.join('\n')).toContain('recalls-stale')
  writeFileSync(join(folder, 'model', 'recalls.json'), '{"format": "doppel-recalls/1"}')
  await expect(check()).rejects.toMatchObject({ code: 'recalls-malformed' })
})
