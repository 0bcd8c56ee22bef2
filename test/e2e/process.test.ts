import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const main = join(import.meta.dirname, '../../src/cli/main.ts')
let cwd = ''

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'doppel-process-'))
})

afterEach(async () => {
  await rm(cwd, { recursive: true })
})

function doppel(...args: string[]) {
  const child = spawn(process.execPath, [main, ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NO_COLOR: '1' } })
  return { child, ended: exitOf(child), out: text(child.stdout).catch(() => ''), err: text(child.stderr) }
}

function exitOf(child: ChildProcess): Promise<number | NodeJS.Signals | null> {
  return new Promise((resolve) => child.on('close', (code, signal) => resolve(code ?? signal)))
}

function untilItSays(child: ReturnType<typeof doppel>['child'], words: string): Promise<void> {
  return new Promise((resolve) => {
    let said = ''
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      if (said.includes(words)) resolve()
    })
  })
}

describe('the process', () => {
  it('ends with 1 and tells stderr when the command is wrong', async () => {
    const { ended, out, err } = doppel('recrod')
    expect(await ended).toBe(1)
    expect(await out).toBe('')
    expect(await err).toBe("error[usage]: unknown command 'recrod'\n  help: did you mean record?\n")
  })

  it.each(['SIGINT', 'SIGTERM'] as const)('lets a verb end cleanly on %s', async (signal) => {
    await doppel('init', 'orders', '--base-url', 'http://127.0.0.1:9').ended
    const { child, ended, out } = doppel('record', 'orders', '--port', '0')
    await untilItSays(child, 'recording twin=orders')
    child.kill(signal)
    expect(await ended).toBe(0)
    expect(await out).toContain('recorded orders: 0 exchanges')
  })

  it('prints nothing but the result under --json', async () => {
    await doppel('init', 'orders', '--base-url', 'http://127.0.0.1:9').ended
    const { ended, out, err } = doppel('record', 'orders', '--port', '0', '--duration', '0.05', '--json')
    expect(await ended).toBe(0)
    expect(await err).toBe('')
    expect(JSON.parse(await out)).toMatchObject({ twin: 'orders', exchanges: 0 })
  })

  it('does not mind when the reader of its output leaves', async () => {
    const { child, ended, err } = doppel('completion', 'zsh')
    child.stdout.destroy()
    expect(await ended).toBe(0)
    expect(await err).toBe('')
  })
})
