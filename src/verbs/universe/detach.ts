import { spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, extname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { exitCodes, Fault } from '#diagnostics'
import type { VerbContext } from '../verb.ts'
import { readUniverseRecord, type UniverseRecord } from './universe-record.ts'

const lookMs = 20
const timeoutMs = 60_000

/** Among the sources, and in the bundle. */
const program = fileURLToPath(new URL(extname(import.meta.url) === '.ts' ? '../../cli/main.ts' : './cli.js', import.meta.url))

/**
 * Runs a command of this program in a process that stays when this one ends, and waits until its universe is up. What it prints goes to
 * `.doppel/up.log`. Faults: `universe-failed` with what it said last.
 */
export async function detach(argv: readonly string[], { cwd, env, signal }: VerbContext): Promise<UniverseRecord> {
  const file = join(cwd, '.doppel', 'up.log')
  mkdirSync(dirname(file), { recursive: true })
  const output = openSync(file, 'w')
  const child = spawn(process.execPath, [...process.execArgv, program, ...argv], {
    cwd,
    env: env as NodeJS.ProcessEnv,
    detached: true,
    stdio: ['ignore', output, output],
  })
  closeSync(output)
  let exitCode: number | undefined
  child.on('exit', (code) => {
    exitCode = code ?? exitCodes.runtime
  })
  child.on('error', () => {
    exitCode = exitCodes.runtime
  })
  for (let waitedMs = 0; waitedMs < timeoutMs && !signal.aborted && exitCode === undefined; waitedMs += lookMs) {
    const record = await readUniverseRecord(cwd)
    if (record?.pid === child.pid && record !== undefined) {
      child.unref()
      return record
    }
    await wait(lookMs)
  }
  child.kill('SIGTERM')
  const said = (await readFile(file, 'utf8').catch(() => '')).trim()
  throw new Fault('universe-failed', said === '' ? 'the twins did not come up' : said, {
    exitCode: exitCode === exitCodes.user ? exitCodes.user : exitCodes.runtime,
    help: 'doppel up, without --detach, shows what happens',
  })
}
