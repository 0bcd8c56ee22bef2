import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startTwin } from '../../src/index.ts'
import { createJiraWorkspace } from './authored-workspace.ts'
import { runVerb } from './run-verb.ts'

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'doppel-pack-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

const settings = `# of ours: do not tell
base_url = "https://orders.example.com"

[serve]
host = "0.0.0.0"

[upstream.headers]
Authorization = "Bearer secret-of-ours"

[webhooks]
allow = ["10.0.0.0/8"]
secret = "$WEBHOOK_SECRET"
events."order.placed" = { on = "POST /orders" }

[[webhooks.subscriptions]]
url = "http://127.0.0.1:9000/hooks"

[pack]
version = "1.2.0"
licence = "MIT"
workflows = ["checkout"]
`

/** A workspace with the twin `orders` of the examples, with all that a twin may have beside its model. */
function createShop(toml = settings): string {
  const cwd = newFolder()
  const folder = join(cwd, 'twins/orders')
  cpSync(join(import.meta.dirname, '../../examples/twins/orders'), folder, { recursive: true })
  for (const [name, text] of Object.entries({
    'twin.toml': toml,
    'scrub.toml': '# ours\n',
    'drift.toml': '',
    'notes.txt': 'ours',
    'recordings/s1/exchanges.bin': 'recorded',
    'state/fixtures/order.json': '[{"id": 900, "lines": [], "total": 0}]',
    'state/fixtures/demo/order.json': '[]',
  })) {
    mkdirSync(join(folder, name, '..'), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return cwd
}

interface Packed {
  readonly file: string
  readonly digest: string
  readonly leftOut: readonly string[]
  readonly manifest: { readonly files: readonly { readonly name: string }[] }
}

const packShop = async (cwd: string, flags: object = {}) => (await runVerb(cwd, 'pack', { name: 'orders', ...flags })).json as Packed

describe('a twin that is packed, checked and installed elsewhere', () => {
  test('has all that serving needs, and nothing of the machine that it came from', async () => {
    const cwd = createShop()
    const { file, manifest, leftOut, digest } = await packShop(cwd)
    expect(file).toBe('orders-1.2.0.doppel')
    expect(manifest.files.map(({ name }) => name)).toEqual([
      'chaos.yaml',
      'model/model.json',
      'state/fixtures/demo/order.json',
      'state/fixtures/order.json',
      'twin.toml',
    ])
    expect(leftOut).toEqual(['serve', 'upstream', 'webhooks.allow', 'webhooks.subscriptions'])
    expect(await runVerb(cwd, 'verify', { file, digest })).toMatchObject({
      exitCode: 0,
      json: { digest, manifest: { about: { version: '1.2.0', licence: 'MIT', workflows: ['checkout'] }, figures: { fixtures: ['demo'] } } },
    })

    const there = newFolder()
    cpSync(join(cwd, file), join(there, 'shop.doppel'))
    expect((await runVerb(there, 'install', { source: 'shop.doppel' })).json).toMatchObject({
      name: 'orders',
      folder: 'twins/orders',
      digest,
    })
    const toml = readFileSync(join(there, 'twins/orders/twin.toml'), 'utf8')
    expect(toml).toContain('$WEBHOOK_SECRET')
    expect(toml).not.toMatch(/of ours|0\.0\.0\.0|9000/)
    expect(readdirSync(join(there, 'twins/orders')).sort()).toEqual([
      '.gitignore',
      'chaos.yaml',
      'model',
      'scrub.toml',
      'state',
      'twin.toml',
    ])
    expect((await runVerb(there, 'lint', {})).exitCode).toBe(0)
    process.env['WEBHOOK_SECRET'] = 'whsec'
    onTestFinished(() => void delete process.env['WEBHOOK_SECRET'])
    await using twin = await startTwin(join(there, 'twins/orders'), { port: false, note: () => {} })
    const order = await twin.fetch('/orders', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{"lines": [{"sku": "a", "quantity": 1, "price": 2}]}',
    })
    expect(order.status).toBe(201)
  })

  test('is the same again when it is packed where it was installed', async () => {
    const cwd = createShop('base_url = "https://orders.example.com"\n')
    const { digest } = await packShop(cwd, { out: 'a.doppel' })
    const there = newFolder()
    await runVerb(there, 'install', { source: join(cwd, 'a.doppel') })
    expect((await packShop(there)).digest).toBe(digest)
    expect((await packShop(cwd, { release: '2.0.0' })).digest).not.toBe(digest)
  })

  test('may be written by hand', async () => {
    const { cwd } = await createJiraWorkspace()
    await runVerb(cwd, 'pack', { name: 'jira', out: 'jira.doppel' })
    const there = newFolder()
    const { json, text } = await runVerb(there, 'install', { source: join(cwd, 'jira.doppel'), as: 'issues' })
    expect(json).toMatchObject({ name: 'issues', manifest: { name: 'jira', kind: 'written' } })
    expect(text).toContain('written by hand')
    await using twin = await startTwin(join(there, 'twins/issues'), { port: false, note: () => {} })
    expect((await twin.fetch('/nothing')).status).toBe(404)
  })
})

describe('installing where there is a twin', () => {
  test('leaves it alone unless it is told to, and then leaves what packs do not have', async () => {
    const cwd = createShop()
    const { file } = await packShop(cwd)
    const folder = join(cwd, 'twins/orders')
    writeFileSync(join(folder, 'twin.toml'), 'base_url = "http://changed"\n')
    rmSync(join(folder, 'chaos.yaml'))
    await expect(runVerb(cwd, 'install', { source: file })).rejects.toMatchObject({ code: 'twin-exists', exitCode: 1 })
    expect(readFileSync(join(folder, 'twin.toml'), 'utf8')).toContain('changed')
    await runVerb(cwd, 'install', { source: file, force: true })
    expect(readFileSync(join(folder, 'twin.toml'), 'utf8')).toContain('orders.example.com')
    expect(readFileSync(join(folder, 'recordings/s1/exchanges.bin'), 'utf8')).toBe('recorded')
    expect(readFileSync(join(folder, 'scrub.toml'), 'utf8')).toBe('# ours\n')
    expect(existsSync(join(folder, 'chaos.yaml'))).toBe(true)
    expect(readdirSync(join(cwd, 'twins')).sort()).toEqual(['.schema', 'orders'])
  })

  test('a pack that can not be used changes nothing', async () => {
    const cwd = createShop()
    const { file } = await packShop(cwd)
    const there = newFolder()
    const bytes = readFileSync(join(cwd, file))
    writeFileSync(join(there, 'torn.doppel'), bytes.subarray(0, bytes.length - 20))
    await expect(runVerb(there, 'install', { source: 'torn.doppel' })).rejects.toMatchObject({
      code: 'pack-damaged',
      exitCode: 1,
      message: 'the pack is torn: its end is missing',
    })
    expect(readdirSync(there)).toEqual(['torn.doppel'])
  })
})

describe('verify', () => {
  test.each<[string, string, number, (bytes: Buffer) => Uint8Array]>([
    ['something else', 'it is no pack', 1, () => Buffer.from('PK')],
    ['a file of gzip', 'ends before its end is marked', 1, () => gzipSync('text')],
    ['something behind it', '3 bytes behind the end', 1, (bytes) => Buffer.concat([bytes, Buffer.alloc(3)])],
    ['a changed byte', 'damaged', 1, (bytes) => bytes.with(Math.floor(bytes.length / 2), 255 - (bytes[Math.floor(bytes.length / 2)] ?? 0))],
    ['a bomb', 'unpacks to more than', 3, () => gzipSync(Buffer.alloc(600 * 1024 * 1024), { level: 1 })],
  ])('refuses %s', async (_, message, exitCode, change) => {
    const cwd = createShop('base_url = "https://orders.example.com"\n')
    const { file } = await packShop(cwd)
    writeFileSync(join(cwd, 'x.doppel'), change(readFileSync(join(cwd, file))))
    await expect(runVerb(cwd, 'verify', { file: 'x.doppel' })).rejects.toMatchObject({
      exitCode,
      message: expect.stringContaining(message),
    })
  })

  test('refuses one of another digest, and a file that there is not', async () => {
    const cwd = createShop()
    const { file } = await packShop(cwd)
    const digest = `sha256:${'0'.repeat(64)}`
    await expect(runVerb(cwd, 'verify', { file, digest })).rejects.toMatchObject({ code: 'pack-other', exitCode: 3 })
    await expect(runVerb(cwd, 'verify', { file: 'none.doppel' })).rejects.toMatchObject({ code: 'file-unreadable', exitCode: 1 })
  })
})

describe('pack', () => {
  test('refuses secrets that are written out, unless they are for tests', async () => {
    const cwd = createShop(
      'base_url = "http://x"\n[auth]\nschemes = [{ kind = "bearer", accept = ["live-1"] }]\n[webhooks]\nsecret = "whsec"\n',
    )
    await expect(packShop(cwd)).rejects.toMatchObject({
      code: 'pack-secret',
      exitCode: 3,
      message: 'orders has secrets that would go with the pack: twin.toml: webhooks.secret, twin.toml: auth.schemes.0.accept.0',
    })
    expect((await packShop(cwd, { withSecrets: true })).file).toBe('orders.doppel')
  })

  test('refuses a twin that can not be served', async () => {
    const cwd = createShop()
    writeFileSync(join(cwd, 'twins/orders/model/model.json'), '{')
    await expect(packShop(cwd)).rejects.toMatchObject({ code: 'model-malformed' })
    await expect(runVerb(cwd, 'pack', { name: 'order' })).rejects.toMatchObject({ code: 'twin-unknown' })
  })
})
