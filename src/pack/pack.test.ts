import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkContents } from './contents.ts'
import { composePack, openPack, type Pack, printPack } from './pack.ts'
import { type Manifest, manifestName, printManifest } from './pack-manifest.ts'
import { parseTar, printTar, type TarEntry } from './tar.ts'

const about: Omit<Manifest, 'files'> = {
  format: 'doppel-pack/1',
  doppel: '0.1.0',
  name: 'orders',
  service: 'https://orders.example.com',
  kind: 'learned',
  figures: { routes: 1 },
}

const file = (name: string, text: string): TarEntry => ({ name, bytes: new TextEncoder().encode(text) })
const settings = file('twin.toml', 'base_url = "https://orders.example.com"\n')
const model = file('model/model.json', '{"format": "doppel-model/1"}')
const pack = composePack(about, [settings, model, file('state/fixtures/demo/order.json', '[]')])

/** The archive of a pack whose entries were changed by somebody. */
function archiveWith(change: (entries: TarEntry[]) => TarEntry[]): Uint8Array {
  return printTar(change(parseTar(printPack(pack))))
}

/** The archive of files with a manifest that fits them. */
function archiveOf(...files: TarEntry[]): Uint8Array {
  const listed = composePack(about, []).manifest
  const digests = files.map(({ name, bytes }) => ({ name, size: bytes.length, digest: digestIn(bytes) }))
  return printTar([{ name: manifestName, bytes: printManifest({ ...listed, files: digests }) }, ...files])
}

function digestIn(bytes: Uint8Array): string {
  return composePack(about, [{ name: 'twin.toml', bytes }]).manifest.files[0]?.digest ?? ''
}

/** Writes over a header, with a sum that adds up. */
function spoil(archive: Uint8Array, at: number, text: string): Uint8Array {
  const spoilt = archive.slice()
  spoilt.set(new TextEncoder().encode(text), at)
  const header = spoilt.subarray(Math.floor(at / 512) * 512).subarray(0, 512)
  header.set(new TextEncoder().encode('        '), 148)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.set(new TextEncoder().encode(`${sum.toString(8).padStart(6, '0')}\0 `), 148)
  return spoilt
}

test('what was packed is there again, to the byte, whatever the order in which it was given', () => {
  const names = fc.constantFrom('twin.toml', 'model/model.json', 'chaos.yaml', 'state/fixtures/order.json', 'state/fixtures/ä b/order.json')
  fc.assert(
    fc.property(fc.uniqueArray(fc.tuple(names, fc.uint8Array({ maxLength: 1600 })), { selector: ([name]) => name }), (content) => {
      const files = content.map(([name, bytes]) => ({ name, bytes }))
      const made = composePack(about, files)
      const archive = printPack(made)
      expect(openPack(archive)).toEqual(made)
      expect(printPack(composePack(about, files.toReversed()))).toEqual(archive)
    }),
  )
})

test('a name that is long goes into the archive in two parts', () => {
  const name = `state/fixtures/${'d'.repeat(90)}/${'o'.repeat(90)}.json`
  expect(openPack(printPack(composePack(about, [file(name, '[]')]))).files[0]?.name).toBe(name)
})

test('the same twin has the same digest, and another twin another', () => {
  expect(composePack(about, [model, settings]).digest).toBe(composePack(about, [settings, model]).digest)
  expect(composePack({ ...about, name: 'other' }, [settings]).digest).not.toBe(composePack(about, [settings]).digest)
  expect(composePack(about, [file('twin.toml', 'a')]).digest).not.toBe(composePack(about, [file('twin.toml', 'b')]).digest)
})

test('with one byte another an archive is no pack, or not the one that it was', () => {
  const archive = printPack(pack)
  const { digest } = openPack(archive)
  const known = (bytes: Uint8Array) => {
    try {
      return openPack(bytes).digest
    } catch {
      return undefined
    }
  }
  fc.assert(
    fc.property(fc.nat(archive.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const changed = archive.slice()
      changed[at] = (changed[at] ?? 0) ^ change
      expect(known(changed)).not.toBe(digest)
    }),
    { examples: [[982, 1]] },
  )
})

describe('is refused', () => {
  const archive = printPack(pack)
  const modelAt = 512 + Math.ceil(printManifest(pack.manifest).length / 512) * 512

  test.each<[string, string, () => Uint8Array]>([
    ['torn in a file', 'ends within', () => archive.slice(0, modelAt + 514)],
    ['torn between files', 'ends before its end is marked', () => archive.slice(0, modelAt)],
    ['empty', 'ends before its end is marked', () => new Uint8Array()],
    ['a header that does not add up', 'does not add up', () => archive.with(modelAt, 0x78)],
    ['something behind the end', 'something behind the end', () => new Uint8Array([...archive, 0])],
    ['without a manifest', 'does not begin with manifest.json', () => archiveWith(([, ...files]) => files)],
    ['a file that is not listed', 'chaos.yaml is not in the list', () => archiveWith((files) => [...files, file('chaos.yaml', '')])],
    ['a file less than listed', 'in the list of its files, and not in the pack', () => archiveWith((files) => files.slice(0, -1))],
    ['a file twice', 'is there twice', () => archiveWith((files) => [...files, files.at(-1) as TarEntry])],
    ['two names of one file', 'is there twice', () => archiveOf(file('state/fixtures/a.json', ''), file('state/fixtures/A.json', ''))],
    ['another order', 'not in the order', () => archiveWith(([first, ...files]) => [first as TarEntry, ...files.toReversed()])],
    [
      'other content',
      'is not what its digest says',
      () => archiveWith(([first, , ...files]) => [first as TarEntry, file(model.name, 'X'.repeat(28)), ...files]),
    ],
    [
      'longer content',
      'its list says 28',
      () => archiveWith(([first, , ...files]) => [first as TarEntry, file(model.name, 'X'), ...files]),
    ],
    ['a path up', 'leads out of the folder', () => archiveOf(file('../twin.toml', ''))],
    ['a path up within', 'leads out of the folder', () => archiveOf(file('state/fixtures/../../../x.json', ''))],
    ['a path of Windows', 'leads out of the folder', () => archiveOf(file('state\\fixtures\\x.json', ''))],
    ['an absolute path', 'is an absolute path', () => archiveOf(file('/etc/passwd', ''))],
    ['a drive', 'is an absolute path', () => archiveOf(file('C:/x.json', ''))],
    ['a file of something else', 'is no file that a packed twin has', () => archiveOf(file('scrub.toml', ''))],
    ['a name that only some take', 'not every system takes', () => archiveOf(file('state/fixtures/a:b.json', ''))],
    ['a hidden name', 'not every system takes', () => archiveOf(file('state/fixtures/.json', ''))],
    ['a symbolic link', 'is a symbolic link: a pack has files alone', () => spoil(archive, modelAt + 156, '2')],
    ['a link', 'is a link: a pack has files alone', () => spoil(archive, modelAt + 156, '1')],
    ['a folder', 'is a folder: a pack has files alone', () => spoil(archive, modelAt + 156, '5')],
    ['a file with rights', 'is none that doppel pack writes', () => spoil(archive, modelAt + 100, '0004755')],
    ['an endless size', 'is none that doppel pack writes', () => spoil(archive, modelAt + 124, '\xff\xff')],
    [
      'a manifest in other words',
      'not written in the one way',
      () => archiveWith(([first, ...files]) => [file(manifestName, new TextDecoder().decode(first?.bytes).replace('{', '{ ')), ...files]),
    ],
    [
      'a manifest of something else',
      'manifest.json is none of a pack',
      () => archiveWith(([, ...files]) => [file(manifestName, '{}'), ...files]),
    ],
  ])('%s', (_, message, make) => {
    expect(() => openPack(make())).toThrow(message)
  })

  test('a later format, with what to do', () => {
    const later = archiveWith(([first, ...files]) => [
      file(manifestName, new TextDecoder().decode(first?.bytes).replace('doppel-pack/1', 'doppel-pack/2')),
      ...files,
    ])
    expect(() => openPack(later)).toThrow(
      expect.objectContaining({ code: 'pack-newer', exitCode: 1, help: expect.stringContaining('update') }),
    )
  })

  test.each([
    ['twin.toml', 'base_url = "http://x"\n[serve]\nhost = "0.0.0.0"\n', 'says serve'],
    ['twin.toml', 'base_url = "http://x"\n[webhooks]\nallow = ["10.0.0.0/8"]\n', 'says webhooks.allow'],
    ['twin.toml', 'base_url = "http://x"\n[[webhooks.subscriptions]]\nurl = "http://127.0.0.1:2375"\n', 'says webhooks.subscriptions'],
    ['twin.toml', 'base_url = "http://x"\n[upstream.headers]\nA = "$HOME"\n', 'says upstream'],
    ['model/model.json', '{"webhooks": {"subscriptions": [{"url": "http://127.0.0.1:2375"}]}}', 'says webhooks.subscriptions'],
  ])('%s that decides for its user: %s', (name, text, message) => {
    const { files } = openPack(archiveOf(file(name, text))) as Pack
    expect(() => checkContents(files)).toThrow(expect.objectContaining({ exitCode: 3, message: expect.stringContaining(message) }))
  })
})

test.each([
  ['state/fixtures/a:b.json', 'not every system takes'],
  [`state/fixtures/${'x'.repeat(99)}.json`, 'not every system takes'],
])('%s can not be packed', (name, message) => {
  expect(() => composePack(about, [file(name, '[]')])).toThrow(
    expect.objectContaining({ code: 'pack-path', message: expect.stringContaining(message) }),
  )
})
