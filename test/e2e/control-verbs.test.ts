import { existsSync, mkdtempSync, readdirSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { VerbResult } from '#verbs'
import { createModel } from '../../bench/serve-model.ts'
import { runVerb } from './run-verb.ts'

const cwd = mkdtempSync(join(tmpdir(), 'doppel-control-'))
const running = join(cwd, '.doppel', 'running')
const stop = new AbortController()
let serving: Promise<VerbResult>
let url = ''

beforeAll(async () => {
  const twin = join(cwd, 'twins', 'things')
  await mkdir(join(twin, 'model'), { recursive: true })
  await writeFile(join(twin, 'twin.toml'), 'base_url = "http://127.0.0.1:9"\n')
  await writeFile(join(twin, 'model', 'model.json'), JSON.stringify(createModel(1)))
  url = await serve(stop.signal)
})

afterAll(async () => {
  stop.abort()
  await serving
  await rm(cwd, { recursive: true })
})

async function serve(signal: AbortSignal): Promise<string> {
  const printed: string[] = []
  const served = runVerb(cwd, 'serve', { name: 'things', clock: 'fixed:2026-01-01' }, { printed }, signal)
  serving ??= served
  await Promise.race([vi.waitUntil(() => printed.length > 0, { timeout: 20_000 }), served])
  return `http://${/addr=(\S+)/.exec(printed[0] ?? '')?.[1]}`
}

const tell = (verb: string, raw: object = {}) => runVerb(cwd, verb, { name: 'things', ...raw })

const make = (name: string) =>
  fetch(`${url}/thing0`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ name }) })

test('the time of a served twin is shown and moved by its name', async () => {
  expect((await tell('clock')).text).toBe('2026-01-01T00:00:00.000Z  session=default clock=fixed:2026-01-01T00:00:00.000Z')
  expect((await tell('clock', { action: 'advance', value: '1d12h' })).text).toMatch(/^2026-01-02T12:00:00.000Z/)
  expect((await tell('clock', { action: 'freeze' })).text).toContain('clock=frozen')
  expect((await tell('clock', { action: 'resume' })).json).toMatchObject({ frozen: false })
  await expect(tell('clock', { action: 'set', value: '2025-01-01' })).rejects.toMatchObject({ code: 'clock-not-moved', exitCode: 1 })
})

test('a session is kept, put back, forked and compared', async () => {
  await tell('session', { action: 'snapshot', value: 'before' })
  await make('one more')
  const since = await tell('session', { action: 'diff', snapshot: 'before' })
  expect(since.text).toMatch(/^\+ thing0 \{"id":"5000","name":"one more"/)
  expect((await tell('session', { action: 'fork', value: 'other', snapshot: 'before' })).json).toMatchObject({ forked: 'default' })
  expect((await tell('session', { action: 'diff', from: 'other' })).text).toBe(since.text)
  expect((await tell('session')).text).toMatch(/^session +requests +now +seed\ndefault +1 .*\nother +0 /)
  await tell('session', { action: 'restore', value: 'before' })
  expect((await tell('session', { action: 'diff', snapshot: 'before' })).text).toBe('no difference')
  expect((await tell('session', { action: 'snapshots' })).text).toContain('before')
  await tell('session', { action: 'forget', value: 'before' })
  expect((await tell('session', { action: 'snapshots' })).text).toBe('default has no snapshot')
  await tell('session', { action: 'delete', value: 'other' })
  await expect(tell('session', { action: 'state', value: 'other' })).rejects.toMatchObject({ code: 'unknown-session', exitCode: 1 })
})

test('what was asked is shown and verified; a no is exit code 2 with what came nearest', async () => {
  await tell('journal', { action: 'clear' })
  await make('wanted')
  expect((await tell('journal')).text).toMatch(/POST +\/thing0 +201 +learned +\{"name":"wanted"\}$/)
  const asked = { action: 'verify', route: 'POST /thing0' }
  expect(await tell('journal', { ...asked, where: 'body.name == "wanted"', times: '1' })).toMatchObject({ exitCode: 0 })
  const refused = await tell('journal', { ...asked, where: 'body.name == "other"' })
  expect(refused.exitCode).toBe(2)
  expect(refused.text).toBe(
    'NOT MET: asked 0 times  session=default\nnearest: POST /thing0: body.name == "other" does not hold of "wanted"',
  )
})

test('what an action does not take is refused before anything is asked', async () => {
  await expect(tell('clock', { action: 'freeze', value: '5m' })).rejects.toThrow('doppel clock things freeze takes no value')
  await expect(tell('clock', { action: 'advance' })).rejects.toMatchObject({ help: 'such as: doppel clock things advance 30d' })
  await expect(tell('journal', { limit: '5', action: 'verify' })).rejects.toThrow('takes no --limit')
  await expect(tell('session', { action: 'reset', value: 'a', session: 'b' })).rejects.toThrow('two sessions are named, a and b')
  await expect(tell('webhooks')).rejects.toMatchObject({ code: 'no-webhooks' })
})

test('a twin that is served twice is named by its address; one whose process is gone is not running', async () => {
  const second = new AbortController()
  const other = await serve(second.signal)
  await expect(tell('clock')).rejects.toMatchObject({ code: 'twin-runs-twice' })
  expect((await tell('clock', { url: `${other}/` })).text).toMatch(/^2026-01-01T00/)
  second.abort()
  await expect.poll(() => readdirSync(running)).toHaveLength(1)
  await expect(tell('clock', { url: other })).rejects.toMatchObject({ code: 'control-silent', exitCode: 4 })

  const gone = join(running, 'gone-999999999-1.json')
  await writeFile(gone, JSON.stringify({ twin: 'gone', url: 'http://127.0.0.1:1', pid: 999_999_999 }))
  await expect(runVerb(cwd, 'clock', { name: 'gone' })).rejects.toMatchObject({ code: 'twin-not-running', exitCode: 1 })
  expect(existsSync(gone)).toBe(false)
})
