import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startRegistry, type TestRegistry } from './oci-registry.ts'
import { createHome, newFolder, packShop, placeInShop } from './packed-workspace.ts'
import { runVerb } from './run-verb.ts'

interface Pushed {
  readonly pinned: string
  readonly digest: string
}

/** Credentials of whoever runs the tests do not count. */
const bare = () => ({ DOCKER_CONFIG: newFolder() })
type Env = Readonly<Record<string, string>>

async function push(registry: TestRegistry, release = '1.0.0', env: Env = bare(), repository = 'twins/orders'): Promise<Pushed> {
  const raw = { name: 'orders', to: `oci://${registry.host}/${repository}:latest`, release }
  return (await runVerb(createHome(), 'push', raw, {}, undefined, env)).json as Pushed
}

const pull = (cwd: string, source: string, env: Env = bare()) => runVerb(cwd, 'pull', { twin: [source] }, {}, undefined, env)
const calls = ({ asked }: TestRegistry) => asked.map(({ call }) => call)

describe('a registry', () => {
  test('takes a twin, and gives it again; what it has is not sent twice', async () => {
    const registry = await startRegistry()
    const pushed = await push(registry)
    expect(registry.blobs.has(pushed.digest)).toBe(true)
    const sent = calls(registry).filter((call) => call.startsWith('PUT')).length
    expect(await push(registry)).toEqual(pushed)
    expect(calls(registry).filter((call) => call.startsWith('PUT')).length).toBe(sent + 1)

    const cwd = newFolder()
    expect((await pull(cwd, `oci://${registry.host}/twins/orders`)).json).toMatchObject({
      file: 'orders-1.0.0.doppel',
      from: pushed.pinned,
      digest: pushed.digest,
    })
    expect((await runVerb(cwd, 'verify', { file: 'orders-1.0.0.doppel', digest: pushed.digest })).exitCode).toBe(0)
    await runVerb(cwd, 'push', { name: 'orders-1.0.0.doppel', to: `oci://${registry.host}/other/place:1` }, {}, undefined, bare())
    expect((await runVerb(cwd, 'install', { source: `oci://${registry.host}/other/place:1` }, {}, undefined, bare())).json).toMatchObject({
      name: 'orders',
      digest: pushed.digest,
    })
  })

  test.each(['basic', 'bearer'] as const)('that asks who comes (%s) is told, and no other server is', async (kind) => {
    const storage = await startRegistry()
    const registry = await startRegistry({ auth: { kind, user: 'me', password: 's:cret' }, storage: `http://${storage.host}` })
    const env = { ...bare(), DOPPEL_REGISTRY: registry.host, DOPPEL_REGISTRY_USER: 'me', DOPPEL_REGISTRY_PASSWORD: 's:cret' }
    const { pinned } = await push(registry, '1.0.0', env)
    for (const [digest, bytes] of registry.blobs) storage.blobs.set(digest, bytes)
    await pull(newFolder(), pinned, env)
    expect(storage.asked).toEqual([{ call: expect.stringContaining('GET /v2/twins/orders/blobs/'), authorization: undefined }])

    const config = bare()
    const auth = Buffer.from('me:s:cret').toString('base64')
    writeFileSync(join(config.DOCKER_CONFIG, 'config.json'), JSON.stringify({ auths: { [registry.host]: { auth } } }))
    expect((await pull(newFolder(), pinned, config)).exitCode).toBe(0)

    for (const wrong of [bare(), { ...env, DOPPEL_REGISTRY_PASSWORD: 'other' }, { ...env, DOPPEL_REGISTRY: 'registry.example.com' }])
      await expect(pull(newFolder(), pinned, wrong)).rejects.toMatchObject({ code: 'registry-denied', exitCode: 1 })
  })

  test('is refused where it gives something else than it says', async () => {
    const registry = await startRegistry()
    const { pinned, digest } = await push(registry)
    const [layer = ''] = [...registry.blobs.keys()].filter((name) => name !== digest)
    const bytes = registry.blobs.get(layer) as Buffer
    registry.blobs.set(layer, Buffer.from(bytes.with(20, 1)))
    await expect(pull(newFolder(), pinned)).rejects.toMatchObject({ code: 'pack-refused', exitCode: 3 })
    registry.blobs.set(layer, Buffer.concat([bytes, bytes]))
    await expect(pull(newFolder(), pinned)).rejects.toMatchObject({ code: 'pack-too-large', exitCode: 3 })
    registry.blobs.delete(layer)
    await expect(pull(newFolder(), pinned)).rejects.toMatchObject({
      code: 'registry-missing',
      message: expect.stringContaining('answers 404'),
    })
    registry.images.set(`twins/orders ${pinned.split('@')[1]}`, Buffer.from('{}'))
    await expect(pull(newFolder(), pinned)).rejects.toMatchObject({
      code: 'pack-refused',
      message: expect.stringContaining('not what its digest says'),
    })
    registry.images.set(
      'twins/orders app',
      Buffer.from('{"config": {"mediaType": "application/vnd.oci.image.config.v1+json"}, "layers": []}'),
    )
    await expect(pull(newFolder(), `oci://${registry.host}/twins/orders:app`)).rejects.toMatchObject({
      code: 'source-unknown',
      message: expect.stringContaining('no packed twin'),
    })
  })

  test.each([
    ['oci://HOST/none:1', 'registry-missing'],
    ['oci://127.0.0.1:1/x', 'registry-unreachable'],
    ['oci://HOST/UPPER', 'source-unknown'],
    ['oci://host with spaces/x', 'source-unknown'],
    ['http://192.0.2.1/x.doppel', 'transport-plain'],
  ])('%s is refused: %s', async (source, code) => {
    const { host } = await startRegistry()
    await expect(pull(newFolder(), source.replace('HOST', host))).rejects.toMatchObject({ code })
  })

  test('does not take a digest to push to, nor lead elsewhere without TLS', async () => {
    const registry = await startRegistry({ storage: 'http://192.0.2.1' })
    const { pinned } = await push(registry)
    await expect(runVerb(createHome(), 'push', { name: 'orders', to: pinned })).rejects.toMatchObject({ code: 'source-unknown' })
    await expect(pull(newFolder(), pinned)).rejects.toMatchObject({ code: 'transport-plain', exitCode: 3 })
  })
})

describe('a twin of doppel.toml that comes from a registry', () => {
  test('is fetched once, and stays what the lock says', async () => {
    const registry = await startRegistry()
    const { pinned, digest } = await push(registry)
    const cwd = newFolder()
    writeFileSync(join(cwd, 'doppel.toml'), `[twins.shop]\nsource = "oci://${registry.host}/twins/orders"\nport = 0\n`)
    expect((await runVerb(cwd, 'lint', { twin: ['doppel.toml'] })).json).toMatchObject({
      findings: [{ code: 'pack-not-here', severity: 'info', line: 2 }],
    })
    expect(await placeInShop(cwd)).toBe(201)
    expect(readFileSync(join(cwd, 'doppel.lock'), 'utf8')).toContain(`from = "${pinned}"`)
    const before = registry.asked.length

    await push(registry, '2.0.0')
    const pushes = registry.asked.length
    expect(await placeInShop(cwd, { locked: true })).toBe(201)
    expect(registry.asked.length).toBe(pushes)
    expect(before).toBeLessThan(pushes)

    rmSync(join(cwd, '.doppel'), { recursive: true })
    expect(await placeInShop(cwd, { locked: true })).toBe(201)
    expect(existsSync(join(cwd, '.doppel/packs', digest.replace(':', '-')))).toBe(true)

    expect((await runVerb(cwd, 'pull', {}, {}, undefined, bare())).text).toMatch(/^changed {2}shop {2}2\.0\.0/)
    await registry.end()
    expect(await placeInShop(cwd, { locked: true })).toBe(201)
  })
})

describe('a catalogue', () => {
  async function createCatalogue(): Promise<string> {
    const cwd = newFolder()
    mkdirSync(join(cwd, 'packs'))
    for (const version of ['1.2.0', '1.10.0', '2.0.0-rc.1']) {
      await packShop(cwd, version, '[pack]\nsummary = "Orders and payments"\nworkflows = ["checkout"]\n')
      const { file } = (await runVerb(cwd, 'pull', { twin: ['shop.doppel'], out: `packs/orders-${version}.doppel` })).json as {
        file: string
      }
      await runVerb(cwd, 'catalogue add', { source: file, to: 'packs/catalogue.toml', as: `orders-${version}.doppel` })
    }
    writeFileSync(
      join(cwd, 'doppel.toml'),
      '[catalogue]\nindex = "packs/catalogue.toml"\n[twins.shop]\nsource = "catalogue:orders@1"\nport = 0\n',
    )
    return cwd
  }

  test('says what there is, newest first, and doppel.toml takes from it', async () => {
    const cwd = await createCatalogue()
    expect((await runVerb(cwd, 'catalogue list', {})).text).toBe('orders  2.0.0-rc.1    Orders and payments')
    expect((await runVerb(cwd, 'catalogue search', { word: ['PAYMENTS', 'checkout'] })).json).toMatchObject({ twins: [{ name: 'orders' }] })
    expect((await runVerb(cwd, 'catalogue search', { word: ['refunds'] })).text).toBe('none')
    expect((await runVerb(cwd, 'catalogue show', { name: 'orders@1' })).json).toMatchObject({
      version: '1.10.0',
      source: 'packs/orders-1.10.0.doppel',
      versions: ['2.0.0-rc.1', '1.10.0', '1.2.0'],
    })
    expect(await placeInShop(cwd)).toBe(201)
    expect(readFileSync(join(cwd, 'doppel.lock'), 'utf8')).toMatch(/from = "packs\/orders-1\.10\.0\.doppel"\nversion = "1\.10\.0"/)
    await runVerb(cwd, 'install', { source: 'catalogue:orders@1.2', as: 'old' })
    expect(readFileSync(join(cwd, 'twins/old/twin.toml'), 'utf8')).toContain('1.2.0')
  })

  test('is held to the digests that it says', async () => {
    const cwd = await createCatalogue()
    await packShop(cwd, '9.9.9')
    writeFileSync(join(cwd, 'packs/orders-1.10.0.doppel'), readFileSync(join(cwd, 'shop.doppel')))
    await expect(runVerb(cwd, 'install', { source: 'catalogue:orders@1' })).rejects.toMatchObject({ code: 'pack-other', exitCode: 3 })
  })

  test.each([
    [{ name: 'order' }, {}, 'catalogue-unknown', 'did you mean orders?'],
    [{ name: 'orders@7' }, {}, 'catalogue-unknown', '1.10.0'],
    [{ name: 'orders', catalogue: 'doppel.toml' }, {}, 'catalogue-invalid', 'share-twins.md'],
    [{ name: 'orders' }, { DOPPEL_CATALOGUE: 'none.json' }, 'file-unreadable', 'correct its path'],
    [{ name: 'orders', catalogue: 'http://192.0.2.1/catalogue.json' }, {}, 'transport-plain', '--plain-http'],
  ])('%j with %j is refused: %s', async (raw, env, code, help) => {
    const cwd = await createCatalogue()
    await expect(runVerb(cwd, 'catalogue show', raw, {}, undefined, env)).rejects.toMatchObject({
      code,
      help: expect.stringContaining(help),
    })
  })

  test('must be named, and have packs with versions', async () => {
    const cwd = newFolder()
    await expect(runVerb(cwd, 'catalogue list', {})).rejects.toMatchObject({ code: 'catalogue-unnamed', exitCode: 1 })
    const home = createHome()
    await runVerb(home, 'pack', { name: 'orders' })
    await expect(runVerb(home, 'catalogue add', { source: 'orders.doppel', to: 'c.json' })).rejects.toMatchObject({
      code: 'catalogue-invalid',
    })
  })
})

test('a catalogue and its packs may lie on a server', async () => {
  const files = new Map<string, Uint8Array>()
  const server = createServer((request, response) => {
    const file = files.get(request.url ?? '')
    response.writeHead(file === undefined ? 404 : 200).end(file)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const cwd = newFolder()
  const digest = await packShop(cwd, '1.0.0')
  await runVerb(cwd, 'catalogue add', { source: 'shop.doppel', to: 'catalogue.json', as: 'packs/shop.doppel' })
  files.set('/twins/packs/shop.doppel', readFileSync(join(cwd, 'shop.doppel')))
  files.set('/twins/catalogue.json', readFileSync(join(cwd, 'catalogue.json')))

  const there = newFolder()
  const env = { DOPPEL_CATALOGUE: `${base}/twins/catalogue.json` }
  expect((await runVerb(there, 'install', { source: 'catalogue:orders' }, {}, undefined, env)).json).toMatchObject({ digest })
  writeFileSync(join(there, 'doppel.toml'), `[twins.shop]\nsource = "${base}/twins/packs/shop.doppel"\nport = 0\n`)
  expect(await placeInShop(there)).toBe(201)
  await expect(pull(there, `${base}/none.doppel`)).rejects.toMatchObject({ code: 'url-unreadable', exitCode: 4 })
})
