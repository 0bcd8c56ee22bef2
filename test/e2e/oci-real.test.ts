import { spawn, spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createHome, newFolder } from './packed-workspace.ts'
import { runVerb } from './run-verb.ts'

const isInstalled = spawnSync('docker-registry', ['--version']).status === 0

test('a registry of others takes a twin, and gives it again', async (context) => {
  if (!isInstalled) context.skip('docker-registry is not installed')
  const folder = newFolder()
  const config = join(folder, 'config.yml')
  const storage = `storage: { filesystem: { rootdirectory: ${JSON.stringify(join(folder, 'data'))} } }`
  writeFileSync(config, `version: 0.1\n${storage}\nhttp: { addr: "127.0.0.1:0" }\n`)
  const registry = spawn('docker-registry', ['serve', config], { stdio: ['ignore', 'pipe', 'pipe'] })
  onTestFinished(() => void registry.kill())
  let said = ''
  for (const stream of [registry.stdout, registry.stderr]) stream.on('data', (part: Buffer) => (said += part))
  const host = await vi.waitUntil(() => /listening on (127\.0\.0\.1:\d+)/.exec(said)?.[1], { timeout: 20_000 })
  const env = { DOCKER_CONFIG: folder }
  const to = `oci://${host}/twins/orders:1.0.0`
  const { json } = await runVerb(createHome(), 'push', { name: 'orders', to, release: '1.0.0' }, {}, undefined, env)
  const { digest, pinned } = json as { digest: string; pinned: string }
  expect((await runVerb(createHome(), 'push', { name: 'orders', to, release: '1.0.0' }, {}, undefined, env)).json).toMatchObject({ pinned })
  for (const source of [to, pinned]) {
    expect((await runVerb(newFolder(), 'install', { source }, {}, undefined, env)).json).toMatchObject({ name: 'orders', digest })
  }
  const missing = runVerb(newFolder(), 'install', { source: `oci://${host}/twins/orders:2` }, {}, undefined, env)
  await expect(missing).rejects.toMatchObject({ code: 'registry-missing' })
})
