import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

const main = join(import.meta.dirname, '../../src/cli/main.ts')

export interface ServingProcess {
  readonly child: ChildProcess
  readonly url: string
  /** What it has said on stderr so far. */
  readonly said: () => string
}

/** Serves a twin of a workspace in a process of its own, until the test has ended. */
export async function serveInProcess(cwd: string, name: string, ...flags: string[]): Promise<ServingProcess> {
  const child = spawn(process.execPath, [main, 'serve', name, '--port', '0', ...flags], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1' },
  })
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()))
  onTestFinished(async () => {
    child.kill('SIGTERM')
    await ended
  })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => {
    said += String(chunk)
  })
  const address = await new Promise<string>((resolve, reject) => {
    let printed = ''
    child.stdout.on('data', (chunk: Buffer) => {
      printed += String(chunk)
      const found = /addr=(\S+)/.exec(printed)?.[1]
      if (found !== undefined) resolve(found)
    })
    child.on('close', (code) => reject(new Error(`doppel serve ended with ${code}: ${said}`)))
  })
  return { child, url: `http://${address}`, said: () => said }
}
