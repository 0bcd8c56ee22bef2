// How long learning takes, how much memory, and how big the model is, each against its limit: on services whose rules are drawn by a seed, or
// on the recordings in the folders of twins: `npm run bench -- synth`, `TWINS=twins/orders:twins/shop npm run bench -- synth`.
// `EXCHANGES=1000` leaves the big corpus out.
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { performance } from 'node:perf_hooks'

const root = join(import.meta.dirname, '..')
const few = 1000
const many = Number(process.env.EXCHANGES ?? 20_000)
const limits = { fewMs: 3000, manyMs: 60_000, memoryMb: 1024, commandMs: 5000, routeBytes: 2048 }

interface Measured {
  readonly exchanges: number
  readonly wallMs: number
  readonly cpuMs: number
  readonly peakMb: number
  readonly routes: number
  readonly modelBytes: number
}

function child<T>(...words: string[]): T {
  const text = execFileSync(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'synth-child.ts'), ...words],
    {
      encoding: 'utf8',
    },
  )
  return JSON.parse(text) as T
}

function line(what: string, value: number, limit: number, unit: string, more = ''): void {
  const isWithin = value <= limit
  if (!isWithin) process.exitCode = 1
  console.log(`  ${what.padEnd(28)} ${Math.round(value)} ${unit}, limit ${limit} (${isWithin ? 'within' : 'OVER'})${more}`)
}

/** Of CPU time: the machine may be busy with something else. */
function learnLine(measured: Measured, wanted: number, limitMs: number): void {
  const cpuMs = (measured.cpuMs / measured.exchanges) * wanted
  line(
    `learn ${wanted} exchanges`,
    cpuMs,
    limitMs,
    'ms of CPU',
    `, ${Math.round(measured.wallMs)} ms by the clock for ${measured.exchanges}`,
  )
}

/** `doppel synth` as a user runs it, with the score on held-out sessions. */
function commandLine(from: string): void {
  const workspace = mkdtempSync(join(tmpdir(), 'doppel-bench-'))
  const twin = join(workspace, 'twins', 'bench')
  mkdirSync(twin, { recursive: true })
  writeFileSync(join(twin, 'twin.toml'), 'base_url = "http://127.0.0.1:9"\n')
  const { exchanges } = child<{ exchanges: number }>('write', from, String(few), twin)
  const startedAt = performance.now()
  const text = execFileSync(process.execPath, [join(root, 'dist', 'cli.js'), 'synth', 'bench'], { cwd: workspace, encoding: 'utf8' })
  const tookMs = performance.now() - startedAt
  rmSync(workspace, { recursive: true })
  line('doppel synth', (tookMs / exchanges) * few, limits.commandMs, 'ms', ` by the clock for 1,000, ${/held-out \d+ bp/.exec(text)?.[0]}`)
}

execFileSync(process.execPath, [join(root, 'node_modules', 'tsdown', 'dist', 'run.mjs')], {
  cwd: root,
  stdio: ['ignore', 'ignore', 'inherit'],
})
for (const from of process.env.TWINS?.split(':').map((folder) => resolve(folder)) ?? ['1', '2', '3']) {
  console.log(/^\d+$/.test(from) ? `service of seed ${from}` : basename(from))
  const little = child<Measured>('learn', from, String(few))
  learnLine(little, few, limits.fewMs)
  commandLine(from)
  line('model', little.modelBytes / little.routes, limits.routeBytes, 'bytes a route', `, ${little.routes} routes`)
  if (many <= few) continue
  const much = child<Measured>('learn', from, String(many))
  learnLine(much, many, limits.manyMs)
  line('memory', much.peakMb, limits.memoryMb, 'MB at most')
}
