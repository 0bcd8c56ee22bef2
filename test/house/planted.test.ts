import { describe, expect, it } from 'vitest'
import { checkCatalogue, literalTexts, usedCodes } from './check-catalogue.ts'
import { checkDocuments } from './check-documents.ts'
import { checkHouse } from './check-house.ts'
import { parseSourceFile } from './source-file.ts'

function plant(path: string, text: string): string[] {
  return checkHouse([{ path, text }]).map((violation) => `${violation.rule}: ${violation.message}`)
}

describe('the house sees', () => {
  it.each([
    [
      'an upward import',
      'src/http/planted.ts',
      "import { createTwin } from '#engine'",
      'storey: src/http/planted.ts:1 imports #engine, but "http" is on storey 1',
    ],
    ['a sideways import', 'src/http/planted.ts', "import type { Fault } from '#diagnostics'", 'storey:'],
    ['an upward import() of a type', 'src/model/planted.ts', "export type Twin = import('#engine').Twin", 'storey:'],
    ['an upward import()', 'src/model/planted.ts', "export const load = () => import('#synth')", 'storey:'],
    ['an upward re-export', 'src/model/planted.ts', "export { run } from '#cli'", 'storey:'],
    ['a reach past a door', 'src/engine/planted.ts', "import { x } from '#model/schema'", 'export the name from its index.ts'],
    [
      'a path into another room',
      'src/engine/planted.ts',
      "import { x } from '../model/schema.ts'",
      'door: src/engine/planted.ts:1 imports ../model/schema.ts',
    ],
    ['a room that is none', 'src/engine/planted.ts', "import { x } from '#basement'", 'no room "basement"'],
    ['its own door from inside', 'src/model/planted.ts', "import { x } from '#model'", 'import the file itself'],
    ['node: in a pure room', 'src/synth/planted.ts', "import { readFile } from 'node:fs/promises'", 'move this code to src/synth/io/'],
    ['an io door in a pure room', 'src/synth/planted.ts', "import { read } from '#recording/io'", 'purity:'],
    ['its own io in a pure file', 'src/recording/planted.ts', "import { read } from './io/store.ts'", 'purity:'],
    ['Math.random', 'src/engine/planted.ts', 'export const dice = () => Math.random()', 'seeded random stream'],
    ['Date.now', 'src/engine/planted.ts', 'export const now = () => Date.now()', 'a Clock of #state'],
    ['new Date()', 'src/engine/planted.ts', 'export const now = () => new Date()', 'wall clock'],
    ['process', 'src/lang/planted.ts', 'export const home = process.env.HOME', 'uses process'],
    ['fetch', 'src/lang/planted.ts', "export const page = () => fetch('http://127.0.0.1')", 'uses fetch'],
    ['setTimeout', 'src/lang/planted.ts', 'export const wait = (f: () => void) => setTimeout(f, 1)', 'as an effect'],
    ['Buffer', 'src/http/planted.ts', "export const text = (b: Uint8Array) => Buffer.from(b).toString('hex')", 'Uint8Array'],
    [
      "Node's HTTP by import",
      'src/server/planted.ts',
      "import { createServer, type Server } from 'node:http'",
      'take the module from #http/io',
    ],
    ['undici in a pure room', 'src/conform/planted.ts', "import { Pool } from 'undici'", 'purity:'],
    ['a default export', 'src/base/planted.ts', 'export default 1', 'export it by its name'],
    ['a folder for everything', 'src/base/utils/planted.ts', 'export const one = 1', 'the room whose word it speaks'],
    ['an unknown room', 'src/stuff/planted.ts', 'export const one = 1', 'does not know'],
    ['a file without end', 'src/base/planted.ts', 'export {}\n'.repeat(301), 'has 301 lines'],
  ])('%s', (_what, path, text, message) => {
    expect(plant(path, text).join('\n')).toContain(message)
  })

  it('a code that is not in the catalogue, and one that nobody says', () => {
    const text = "throw new Fault(full ? 'disk-full' : 'lost', 'x', {})\nexport const f = { code: 'odd', message: 'x' }"
    const file = parseSourceFile('src/verbs/planted.ts', text)
    expect(
      checkCatalogue(usedCodes(file), new Set(literalTexts(file)), ['disk-full', 'stale']).map((violation) => violation.message),
    ).toEqual([
      'src/verbs/planted.ts:1 says "lost", which is not in src/diagnostics/catalogue: add what it means and what to do next',
      'src/verbs/planted.ts:2 says "odd", which is not in src/diagnostics/catalogue: add what it means and what to do next',
      'nothing says "stale": take it out',
    ])
  })

  it('a document that names a lost file', () => {
    const text = 'See `src/base/lost.ts`, [there](../lost.md) and `index.ts`.'
    const found = checkDocuments([{ path: 'src/base/README.md', text }], (path) => path === 'src/base/index.ts')
    expect(found.map((violation) => violation.message)).toEqual([
      'src/base/README.md names src/lost.md, which does not exist',
      'src/base/README.md names src/base/lost.ts, which does not exist',
    ])
  })
})

describe('the house lets pass', () => {
  it.each([
    ['a downward import', 'src/engine/fine.ts', "import { parse } from '#lang'"],
    ['its own files', 'src/engine/stage/fine.ts', "import { x } from '../route.ts'"],
    ['types of node:http', 'src/server/fine.ts', "import type { Server } from 'node:http'"],
    ['node: in io/', 'src/recording/io/fine.ts', "import { readFile } from 'node:fs/promises'"],
    ['node: in a worldly room', 'src/proxy/fine.ts', "import { createServer } from 'node:net'"],
    ['an io door in a verb', 'src/verbs/fine.ts', "import { read } from '#recording/io'"],
    [
      'the words in comments, strings and types',
      'src/lang/fine.ts',
      "// process.env\nexport const text = 'Math.random() fetch('\nexport type F = typeof fetch",
    ],
    ['a property of such a name', 'src/lang/fine.ts', 'export const f = (a: { process: 1 }) => ({ fetch: a.process })'],
    ['a parameter of such a name', 'src/lang/fine.ts', 'export const f = (process: () => 1) => process()'],
    ['a date that was given', 'src/lang/fine.ts', 'export const f = (ms: number) => new Date(ms).toISOString()'],
    ['node: in a test', 'src/lang/fine.test.ts', "import { readFileSync } from 'node:fs'"],
  ])('%s', (_what, path, text) => {
    expect(plant(path, text)).toEqual([])
  })
})
