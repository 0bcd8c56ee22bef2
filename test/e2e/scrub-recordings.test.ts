import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Exchange } from '#http'
import { readManifest, readScrubKey, readSession, rewriteSession, SessionWriter, scrubKeyFile } from '#recording/io'
import type { VerbContext } from '#verbs'
import { recordingsRescrubVerb } from '../../src/verbs/recordings-rescrub.ts'
import { makeExchange, textOf } from '../laws/scrub-exchange.ts'

let cwd = ''
const folder = () => join(cwd, 'twins', 'orders')
const notes: string[] = []

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'doppel-scrub-'))
  notes.length = 0
  const { mkdir } = await import('node:fs/promises')
  await mkdir(folder(), { recursive: true })
  await writeFile(join(folder(), 'twin.toml'), 'base_url = "http://127.0.0.1:9"\n')
})

afterEach(async () => {
  await rm(cwd, { recursive: true })
})

const context = (): VerbContext => ({
  cwd,
  env: {},
  note: (line) => notes.push(line),
  progress: () => {},
  print: () => {},
  signal: new AbortController().signal,
})

async function record(id: string, exchanges: readonly Exchange[], closed = true): Promise<void> {
  const info = { id, tags: ['t'], startedAtMs: 1_800_000_000_000, upstream: 'http://127.0.0.1:9', origin: 'http://127.0.0.1:8' }
  const writer = new SessionWriter({ twinFolder: folder(), info })
  writer.append(exchanges.map((exchange, index) => ({ ...exchange, index })))
  await writer.sync()
  if (closed) await writer.close({ by: 'idle', atMs: 1_800_000_001_000, lost: 2 })
}

async function recorded(id: string): Promise<string> {
  return (await readSession(folder(), id)).session?.exchanges.map(textOf).join('\n') ?? ''
}

const rescrub = (open = false) => recordingsRescrubVerb.run({ name: 'orders', open }, context())
const secret = ['Zk81', 'mmPq', 'tR92', 'ssLw'].join('')

describe('recordings rescrub', () => {
  it('replaces secrets in exchanges before the one that gives them away too, keeps the rest, and does nothing the second time', async () => {
    await record('a', [
      makeExchange({ answer: `{"ticket":"${secret}"}` }),
      makeExchange({ headers: [['Authorization', `Bearer ${secret}`]] }),
    ])
    await record('b', [makeExchange({ answer: '{"id":1}' })])
    const first = await rescrub()
    expect(first.text).toContain('rescrubbed orders: 3 exchanges in 2 sessions; 2 values scrubbed, 1 rewritten; next: doppel synth orders')
    expect(first.text).not.toContain(secret)
    const text = await recorded('a')
    expect(text).not.toContain(secret)
    const token = /Bearer (\w{16})/.exec(text)?.[1]
    expect(text).toContain(`{"ticket":"${token}"}`)
    expect(await readManifest(folder(), 'a')).toMatchObject({ tags: ['t'], endedBy: 'rewrite', exchanges: 2, lost: 2, scrub: { total: 2 } })
    expect(await readManifest(folder(), 'b')).toMatchObject({ endedBy: 'idle' })
    expect((await rescrub()).text).toContain('nothing to change')
    expect((await readdir(join(folder(), 'recordings'))).sort()).toEqual(['sessions'])
  })

  it('heals a recording that was scrubbed while the secret was not known yet', async () => {
    const { createScrubber, defaultScrubPolicy } = await import('#recording')
    const scrubber = createScrubber(defaultScrubPolicy, await readScrubKey(cwd))
    const raw = [makeExchange({ answer: `{"ticket":"${secret}"}` }), makeExchange({ headers: [['Authorization', `Bearer ${secret}`]] })]
    await record(
      'a',
      raw.map((exchange) => scrubber.scrubExchange(exchange)),
    )
    expect(scrubber.report().late).toBe(1)
    expect(await recorded('a')).toContain(secret)
    await rescrub()
    expect(await recorded('a')).not.toContain(secret)
  })

  it('follows a policy that has changed since', async () => {
    await record('a', [makeExchange({ body: '{"first_name":"Grace","n":1}' })])
    await writeFile(join(folder(), 'scrub.toml'), '[[rule]]\nkey = "first_name"\n')
    await rescrub()
    expect(await recorded('a')).toMatch(/\{"first_name":"(?!Grace)[A-Z][a-z]{4}","n":1\}/)
  })

  it('leaves a session alone that may still be recorded, unless told otherwise', async () => {
    await record('a', [makeExchange({ body: '{"password":"Tr0ub4dor-3"}' })], false)
    expect((await rescrub()).json).toMatchObject({ sessions: 0 })
    expect(notes.join('\n')).toContain('doppel recordings rescrub orders --open')
    expect(await recorded('a')).toContain('Tr0ub4dor-3')
    await rescrub(true)
    expect(await recorded('a')).not.toContain('Tr0ub4dor-3')
  })

  it('refuses a policy that it can not follow', async () => {
    await writeFile(join(folder(), 'scrub.toml'), '[[rule]]\nregex = "(a+)+"\n')
    await expect(rescrub()).rejects.toMatchObject({ code: 'scrub-policy-invalid' })
  })

  it('keeps the old session when the new one can not be written', async () => {
    await record('a', [makeExchange({ body: '{"n":1}' })])
    const before = await recorded('a')
    const read = await readSession(folder(), 'a')
    await writeFile(join(folder(), 'recordings', 'sessions', 'a', 'manifest.json'), '{}')
    const broken = {
      get length() {
        return 1
      },
      slice: () => {
        throw new Error('disk full')
      },
      reduce: () => 0,
    } as unknown as Exchange[]
    await expect(rewriteSession(folder(), read, broken, undefined)).rejects.toMatchObject({ code: 'recording-not-written' })
    expect(await recorded('a')).toBe(before)
    expect(await readdir(join(folder(), 'recordings'))).toEqual(['sessions'])
  })
})

describe('the key', () => {
  it('is made once, for the owner alone, also when many ask at once', async () => {
    const keys = await Promise.all(Array.from({ length: 8 }, () => readScrubKey(cwd)))
    expect(new Set(keys.map((key) => Buffer.from(key).toString('hex'))).size).toBe(1)
    expect((await stat(scrubKeyFile(cwd))).mode & 0o777).toBe(0o600)
    expect(await readdir(join(cwd, '.doppel'))).toEqual(['.gitignore', 'scrub.key'])
    expect(await readFile(join(cwd, '.doppel', '.gitignore'), 'utf8')).toContain('*')
  })

  it('is never replaced by another one silently', async () => {
    await readScrubKey(cwd)
    await writeFile(scrubKeyFile(cwd), 'torn')
    await expect(readScrubKey(cwd)).rejects.toMatchObject({ code: 'scrub-key-invalid' })
  })
})
