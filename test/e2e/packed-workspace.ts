import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { startUniverse } from '../../src/index.ts'
import { runVerb } from './run-verb.ts'

/** An empty folder, which is gone when the test has ended. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'doppel-packed-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

/** A workspace with the twin `orders` of the examples. */
export function createHome(twinToml = ''): string {
  const home = newFolder()
  cpSync(join(import.meta.dirname, '../../examples/twins/orders'), join(home, 'twins/orders'), { recursive: true })
  writeFileSync(join(home, 'twins/orders/twin.toml'), `base_url = "https://orders.example.com"\n${twinToml}`)
  return home
}

/** Writes `shop.doppel`, which is that twin, into a folder. Returns its digest. */
export async function packShop(cwd: string, release: string, twinToml = ''): Promise<string> {
  const { json } = await runVerb(createHome(twinToml), 'pack', { name: 'orders', release, out: join(cwd, 'shop.doppel') })
  return (json as { digest: string }).digest
}

export const placing = {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: '{"lines": [{"sku": "a", "quantity": 1, "price": 2}]}',
}

export const quiet = { ports: false, note: () => {} } as const

/** Starts the project, and gives what the twin `shop` of it answers to an order: 201. */
export async function placeInShop(cwd: string, options: object = {}): Promise<number> {
  await using universe = await startUniverse(cwd, { ...quiet, ...options })
  return (await universe.twins.shop?.fetch('/orders', placing))?.status ?? 0
}
