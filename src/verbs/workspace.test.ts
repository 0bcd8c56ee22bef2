import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { initVerb } from './init.ts'
import type { VerbContext } from './verb.ts'
import { listTwins, readTwinConfig } from './workspace.ts'

let cwd = ''

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'doppel-workspace-'))
})

afterEach(async () => {
  await rm(cwd, { recursive: true })
})

function init(name: string, baseUrl: string) {
  const context: VerbContext = { cwd, env: {}, note() {}, print() {}, progress() {}, signal: new AbortController().signal }
  return initVerb.run({ name, baseUrl }, context)
}

it('finds a twin and its base URL without the slash at the end', async () => {
  await init('orders', 'http://localhost:3000/v1/')
  expect(await readTwinConfig(cwd, 'orders')).toMatchObject({
    folder: join(cwd, 'twins/orders'),
    name: 'orders',
    baseUrl: 'http://localhost:3000/v1',
    warnings: [],
  })
})

it('tells an unknown twin from those that are there', async () => {
  await init('orders', 'http://localhost:3000')
  await init('users', 'http://localhost:3001')
  expect(await listTwins(cwd)).toEqual(['orders', 'users'])
  await expect(readTwinConfig(cwd, 'order')).rejects.toMatchObject({
    code: 'twin-unknown',
    exitCode: 1,
    help: 'did you mean orders? twins here: orders, users; create it: doppel init order --base-url https://api.example.com',
  })
})

it('says so when there are none, and does not look outside of twins/', async () => {
  expect(await listTwins(cwd)).toEqual([])
  await expect(readTwinConfig(cwd, '../secret')).rejects.toMatchObject({ code: 'twin-unknown', help: expect.stringContaining('no twins') })
})
