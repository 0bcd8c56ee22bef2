import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { startTwin, startUniverse } from '../../src/index.ts'
import { newFolder, packShop, placeInShop, placing, quiet } from './packed-workspace.ts'
import { runVerb } from './run-verb.ts'

/** A folder with `shop.doppel`, which is the twin `orders` of the examples. */
async function createProject(doppelToml: string, twinToml = ''): Promise<string> {
  const cwd = newFolder()
  await packShop(cwd, '1.0.0', twinToml)
  writeFileSync(join(cwd, 'doppel.toml'), doppelToml)
  return cwd
}

const shop = '[twins.shop]\nsource = "shop.doppel"\nport = 0\n'
const readLock = (cwd: string) => readFileSync(join(cwd, 'doppel.lock'), 'utf8')
const unpackedIn = (cwd: string) => readdirSync(join(cwd, '.doppel/packs'))

describe('a twin of doppel.toml that is a pack', () => {
  test('is unpacked beside the project, pinned, and served', async () => {
    const cwd = await createProject(shop)
    expect(await placeInShop(cwd)).toBe(201)
    expect(readLock(cwd)).toMatch(
      /\[twins\.shop\]\nsource = "shop\.doppel"\nfrom = "shop\.doppel"\nversion = "1\.0\.0"\ndigest = "sha256:[0-9a-f]{64}"/,
    )
    expect(unpackedIn(cwd)).toEqual([/digest = "(.*)"/.exec(readLock(cwd))?.[1]?.replace(':', '-')])
    expect(readFileSync(join(cwd, '.doppel/.gitignore'), 'utf8')).toContain('*')
    expect(existsSync(join(cwd, 'twins'))).toBe(false)
  })

  test('stays the one that the lock names, until doppel pull takes another', async () => {
    const cwd = await createProject(shop)
    await placeInShop(cwd)
    const lock = readLock(cwd)
    const digest = await packShop(cwd, '2.0.0')
    await expect(placeInShop(cwd)).rejects.toMatchObject({ exitCode: 3, message: expect.stringContaining(`shop.doppel is ${digest}`) })
    expect(readLock(cwd)).toBe(lock)
    const { text, json } = await runVerb(cwd, 'pull', {})
    expect(text).toContain('changed  shop  2.0.0  shop.doppel')
    expect(json).toMatchObject({ pulled: [{ twin: 'shop', digest, version: '2.0.0' }] })
    expect((await runVerb(cwd, 'pull', { twin: ['shop'] })).text).toMatch(/^same/)
    expect(await placeInShop(cwd, { locked: true })).toBe(201)
  })

  test('is unpacked again where somebody has changed it', async () => {
    const cwd = await createProject(shop)
    await placeInShop(cwd)
    const model = join(cwd, '.doppel/packs', unpackedIn(cwd)[0] ?? '', 'model/model.json')
    const text = readFileSync(model, 'utf8')
    writeFileSync(model, text.replace('"status": 200', '"status": 299'))
    expect(await placeInShop(cwd)).toBe(201)
    expect(readFileSync(model, 'utf8')).toBe(text)
  })

  test('must be in the lock where that is asked for, from the same source', async () => {
    const cwd = await createProject(shop)
    await expect(placeInShop(cwd, { locked: true })).rejects.toMatchObject({
      message: expect.stringContaining('shop is not in doppel.lock'),
    })
    await expect(runVerb(cwd, 'up', { ci: true })).rejects.toMatchObject({
      code: 'universe-failed',
      message: expect.stringContaining('lock'),
    })
    await placeInShop(cwd)
    writeFileSync(join(cwd, 'doppel.toml'), shop.replace('shop.doppel', './shop.doppel'))
    await expect(placeInShop(cwd, { locked: true })).rejects.toMatchObject({
      exitCode: 1,
      message: expect.stringContaining('and not from ./shop.doppel'),
    })
    expect(await placeInShop(cwd)).toBe(201)
    writeFileSync(join(cwd, 'doppel.lock'), 'twins = 1')
    await expect(placeInShop(cwd)).rejects.toMatchObject({ code: 'config-invalid', help: expect.stringContaining('doppel pull') })
  })

  test('does not say where it listens, and tells whom the project says', async () => {
    const events = '[webhooks]\nevents."order.placed" = { on = "POST /orders" }\n'
    const receivers = '[[twins.shop.webhooks.subscriptions]]\nurl = "http://127.0.0.1:1/hooks"\n'
    const cwd = await createProject(shop + receivers, events)
    await using universe = await startUniverse(cwd, quiet)
    await universe.twins.shop?.fetch('/orders', placing)
    await vi.waitFor(async () => expect(await universe.twins.shop?.webhooks.list()).toMatchObject([{ url: 'http://127.0.0.1:1/hooks' }]))
  })

  test('leaves the others up where it is missing', async () => {
    const cwd = await createProject(`${shop}[twins.gone]\nsource = "gone.doppel"\nport = 0\n`)
    await expect(startUniverse(cwd, quiet)).rejects.toMatchObject({ message: expect.stringContaining('there is no file') })
    const { exitCode, json } = await runVerb(cwd, 'lint', { twin: ['doppel.toml'] })
    expect({ exitCode, json }).toMatchObject({
      exitCode: 1,
      json: { findings: [{ code: 'file-unreadable', file: 'doppel.toml', line: 5, message: expect.stringContaining('gone.doppel') }] },
    })
  })

  test('is renewed by doppel pull in the place of one that went from doppel.toml', async () => {
    const cwd = await createProject(`${shop}[twins.other]\nsource = "shop.doppel"\nport = 0\n`)
    await runVerb(cwd, 'pull', {})
    expect(readLock(cwd)).toContain('[twins.other]')
    writeFileSync(join(cwd, 'doppel.toml'), shop)
    await runVerb(cwd, 'pull', {})
    expect(readLock(cwd)).not.toContain('[twins.other]')
    await expect(runVerb(cwd, 'pull', { twin: ['nobody'] })).rejects.toMatchObject({ code: 'twin-unknown' })
  })
})

describe('a source', () => {
  test('may be a folder, wherever it lies', async () => {
    const home = newFolder()
    cpSync(join(import.meta.dirname, '../../examples/twins/orders'), join(home, 'anywhere/my shop'), { recursive: true })
    const cwd = newFolder()
    writeFileSync(join(cwd, 'doppel.toml'), `[twins.shop]\nsource = ${JSON.stringify(join(home, 'anywhere/my shop'))}\nport = 0\n`)
    expect(await placeInShop(cwd)).toBe(201)
    expect(existsSync(join(cwd, 'doppel.lock'))).toBe(false)
    await expect(runVerb(cwd, 'pull', {})).rejects.toMatchObject({ code: 'source-unknown', exitCode: 1 })
  })

  test.each([
    ['source = "ftp://x/y.doppel"', 'is no source: name'],
    ['source = "a.doppel"\npath = "b"', 'shop has both source and path'],
    ['source = "nowhere"', 'there is no twin in nowhere'],
  ])('%s is refused', async (said, message) => {
    const cwd = newFolder()
    writeFileSync(join(cwd, 'doppel.toml'), `[twins.shop]\n${said}\nport = 0\n`)
    await expect(startUniverse(cwd, quiet)).rejects.toMatchObject({ exitCode: 1, message: expect.stringContaining(message) })
  })
})

test('a pack is served by its name, and started in a test', async () => {
  const cwd = await createProject('')
  const printed: string[] = []
  const stop = new AbortController()
  const serving = runVerb(cwd, 'serve', { name: 'shop.doppel' }, { printed }, stop.signal)
  await Promise.race([vi.waitUntil(() => printed.length > 0, { timeout: 20_000 }), serving])
  expect(printed[0]).toContain('server started twin=orders')
  expect((await fetch(`http://${/addr=(\S+)/.exec(printed[0] ?? '')?.[1]}/orders`, placing)).status).toBe(201)
  stop.abort()
  await serving
  const home = process.cwd()
  process.chdir(cwd)
  onTestFinished(() => process.chdir(home))
  await using twin = await startTwin('shop.doppel', { port: false, note: () => {} })
  expect((await twin.fetch('/orders', placing)).status).toBe(201)
})
