// How fast a big check replays and compares what was recorded, in memory and on the wire, and what all of it takes, each against its limit:
// `npm run bench -- check`. One core, 1 KB of JSON an answer. Each is a process of its own that has run nothing before, so the rates hold
// what its start costs; of the rates the recordings are read before. `EXCHANGES=20000` makes the check smaller, and the start a bigger part.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const many = Number(process.env.EXCHANGES ?? 100_000)
const limits = { memoryRate: 20_000, wireRate: 5000, allMs: 30_000, memoryMb: 1024 }

interface Measured {
  readonly exchanges: number
  readonly scoreBp: number
  readonly wallMs: number
  readonly cpuMs: number
  readonly peakMb: number
}

function child(...words: string[]): Measured {
  const text = execFileSync(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'check-child.ts'), ...words],
    { encoding: 'utf8' },
  )
  return JSON.parse(text) as Measured
}

function line(what: string, value: number, limit: number, isWithin: boolean, unit: string, more = ''): void {
  if (!isWithin) process.exitCode = 1
  console.log(`  ${what.padEnd(28)} ${Math.round(value)} ${unit}, limit ${limit} (${isWithin ? 'within' : 'OVER'})${more}`)
}

/** Of CPU time: the machine may be busy with something else. */
function rateLine(what: string, { exchanges, cpuMs, wallMs, scoreBp }: Measured, limit: number): void {
  const rate = (exchanges / cpuMs) * 1000
  line(
    what,
    rate,
    limit,
    rate >= limit,
    'exchanges a CPU second',
    `, ${Math.round(wallMs)} ms by the clock for ${exchanges}, ${scoreBp}/10000`,
  )
}

function inWorkspace(exchanges: number, run: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'doppel-bench-'))
  try {
    child('write', folder, String(exchanges))
    run(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

inWorkspace(many, (folder) => {
  rateLine('in memory', child('memory', folder), limits.memoryRate)
  rateLine('on the wire', child('wire', folder), limits.wireRate)
  const { cpuMs, wallMs, peakMb, exchanges } = child('all', folder)
  const scaledMs = (cpuMs / exchanges) * 100_000
  line(
    'check 100000 recorded',
    scaledMs,
    limits.allMs,
    scaledMs <= limits.allMs,
    'ms of CPU',
    `, ${Math.round(wallMs)} ms by the clock for ${exchanges}`,
  )
  line('memory', peakMb, limits.memoryMb, peakMb <= limits.memoryMb, 'MB at most', ` for ${exchanges}`)
})
