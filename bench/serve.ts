import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { type Load, load } from './serve-load.ts'
import { createModel, createWorkspace } from './serve-model.ts'

// One GET by id: the twin (built, with a model of 100 routes) beside a hand-written node:http server with a Map.
// Both run as processes of their own and are loaded in turns by this one. At least 0.7 of the hand-written one's throughput.

const root = join(import.meta.dirname, '..')
const rounds = 7
const roundMs = 2_000
const connections = 32
const bound = 0.7

execFileSync(process.execPath, [join(root, 'node_modules', 'tsdown', 'dist', 'run.mjs')], {
  cwd: root,
  stdio: ['ignore', 'ignore', 'inherit'],
})
const workspace = createWorkspace(createModel(20))
const loads: { byHand: Load[]; twin: Load[] } = { byHand: [], twin: [] }
const children: ChildProcess[] = []
try {
  const byHand = await start([join(import.meta.dirname, 'serve-by-hand.ts')], workspace)
  const twin = await start([join(root, 'dist', 'cli.js'), 'serve', 'things', '--port', '0'], workspace)
  for (let round = 0; round <= rounds; round++) {
    const [first, second] = [await run(byHand), await run(twin)]
    // The first round warms both up.
    if (round === 0) continue
    loads.byHand.push(first)
    loads.twin.push(second)
  }
} finally {
  for (const child of children) child.kill('SIGTERM')
  rmSync(workspace, { recursive: true })
}

const ratio = median(loads.twin.map(throughput)) / median(loads.byHand.map(throughput))
console.log(`node:http by hand  ${describe(loads.byHand)}`)
console.log(`doppel serve       ${describe(loads.twin)}`)
console.log(`throughput         ${ratio.toFixed(2)} of the hand-written server, bound ${bound}`)
console.log(`client             own, ${connections} connections, ${rounds} rounds of ${roundMs} ms each, in turns`)
process.exitCode = ratio >= bound ? 0 : 1

interface Started {
  readonly child: ChildProcess
  readonly port: number
}

function start(argv: readonly string[], cwd: string): Promise<Started> {
  const child = spawn(process.execPath, argv, { cwd, stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  return new Promise((resolve, reject) => {
    child.stdout.on('data', (text: Buffer) => {
      const port = /addr=\S+:(\d+)/.exec(String(text))?.[1]
      if (port !== undefined) resolve({ child, port: Number(port) })
    })
    child.on('exit', (code) => reject(new Error(`${argv[0]} ended with ${code}`)))
  })
}

function run({ child, port }: Started): Promise<Load> {
  let id = 0
  const path = () => {
    id = (id % 1000) + 1
    return `/thing0/${id}`
  }
  return load({ port, pid: child.pid as number, connections, durationMs: roundMs, path })
}

function throughput({ requestsPerSecond }: Load): number {
  return requestsPerSecond
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number
}

function describe(measured: readonly Load[]): string {
  const perSecond = measured.map(throughput)
  const cpu = median(measured.map(({ cpuMicrosecondsPerRequest }) => cpuMicrosecondsPerRequest))
  return `${median(perSecond).toFixed(0)} requests/s (${Math.min(...perSecond).toFixed(0)} to ${Math.max(...perSecond).toFixed(0)}), ${cpu.toFixed(1)} µs of CPU a request`
}
