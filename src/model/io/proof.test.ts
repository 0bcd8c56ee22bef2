import { mkdtempSync, rmSync } from 'node:fs'
import nodeModule from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { proofOf } from './proof.ts'

const bundle = 'file:///doppel/dist/serving-Ab3_d-9z.js'

function keepCodeIn(folder: string | undefined): void {
  vi.spyOn(nodeModule, 'getCompileCacheDir').mockReturnValue(folder)
  onTestFinished(() => void vi.restoreAllMocks())
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'doppel-proof-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

test('what was kept is known, of that text and that program alone', async () => {
  keepCodeIn(join(newFolder(), 'made'))
  const first = await proofOf('{"a": 1}', bundle)
  expect(first.isKnown).toBe(false)
  await first.keep()
  expect((await proofOf('{"a": 1}', bundle)).isKnown).toBe(true)
  expect((await proofOf('{"a": 2}', bundle)).isKnown).toBe(false)
  expect((await proofOf('{"a": 1}', bundle.replace('9z', '9y'))).isKnown).toBe(false)
})

test.each([
  ['code that is not kept', undefined, bundle],
  ['a program whose name does not change with its content', '', 'file:///doppel/src/model/io/proof.ts'],
])('nothing is proven by %s', async (_, folder, program) => {
  keepCodeIn(folder === undefined ? undefined : newFolder())
  await (await proofOf('{}', program)).keep()
  expect((await proofOf('{}', program)).isKnown).toBe(false)
})
