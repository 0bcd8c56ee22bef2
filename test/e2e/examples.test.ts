import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..', '..')
const isBuilt = existsSync(join(root, 'dist', 'testing.js')) && existsSync(join(root, 'dist', 'browser.js'))
if (!isBuilt) console.log('skipped: the examples use the package as it is published; build it first: npm run build')

const env = { ...process.env, NODE_OPTIONS: '', VITEST: undefined, NO_COLOR: '1' }
const run = async (...args: string[]) => (await promisify(execFile)(process.execPath, args, { cwd: root, env })).stdout

describe.skipIf(!isBuilt)('the examples', () => {
  it('node:test', async () => {
    expect(await run('--test', '--test-reporter=tap', 'examples/node-test/place-order.test.mjs')).toMatch(/# pass 3\n# fail 0/)
  })

  it('node:test, with time that is moved on', async () => {
    expect(await run('--test', '--test-reporter=tap', 'examples/node-test/renewals.test.mjs')).toMatch(/# pass 3\n# fail 0/)
  })

  it('universe', async () => {
    expect(await run('--test', '--test-reporter=tap', 'examples/universe/restock.test.mjs')).toMatch(/# pass 2\n# fail 0/)
  })

  it('vitest', async () => {
    const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs')
    expect(await run(vitest, 'run', '--root', join(root, 'examples', 'vitest'))).toMatch(/2 passed/)
  })

  // Frameworks that Doppel does not depend on: each of these has a package.json of its own.
  it.for([
    { name: 'jest', args: ['--experimental-vm-modules', 'node_modules/jest/bin/jest.js'], passed: /Tests: +2 passed/ },
    { name: 'msw', args: ['--test', '--test-reporter=tap'], passed: /# pass 3\n# fail 0/ },
    { name: 'playwright', args: ['node_modules/@playwright/test/cli.js', 'test'], passed: /2 passed/ },
  ])('$name', async ({ name, args, passed }, { skip }) => {
    const cwd = join(root, 'examples', name)
    if (!existsSync(join(cwd, 'node_modules', 'doppel'))) skip(`not installed: npm install --prefix examples/${name}`)
    const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { cwd, env })
    expect(stdout + stderr).toMatch(passed)
  })

  it('browser', async () => {
    expect(await run('examples/browser/service.mjs')).toBe('200 draft\n')
  })
})
