import { type ChildProcessByStdio, execFileSync, spawn } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { createModel, createWorkspace } from './serve-model.ts'

// How long it takes from calling `doppel serve` until it answers: at most 250 ms with a model of 100 routes, and with one of 1,000 at most three times
// what a bare node:http server takes in the same run; and what the latter holds in memory when nobody asks it: less than 100 MB.

const root = join(import.meta.dirname, '..')
const rounds = 15
const boundMs = 250
const boundTimes = 3
const boundMb = 100
const idleMs = 1000

const bareServer = `
const server = require('node:http').createServer((request, response) => response.end('{}'))
server.listen(0, '127.0.0.1', () => console.log('addr=127.0.0.1:' + server.address().port))`

execFileSync(process.execPath, [join(root, 'node_modules', 'tsdown', 'dist', 'run.mjs')], {
  cwd: root,
  stdio: ['ignore', 'ignore', 'inherit'],
})
const [hundred, thousand] = [await createWorkspace(createModel(20)), await createWorkspace(createModel(200))]
const cli = [join(root, 'dist', 'cli.js'), 'serve', 'things', '--port', '0']
const starts = {
  'node -e 0': () => timeNode(),
  'bare node:http': async () => (await timeServer(['-e', bareServer], root)).ms,
  'serve, 100 routes': async () => (await timeServer(cli, hundred)).ms,
  'serve, 1,000 routes': async () => (await timeServer(cli, thousand)).ms,
}
const took = Object.fromEntries(Object.keys(starts).map((name) => [name, [] as number[]]))
for (let round = 0; round <= rounds; round++) {
  for (const [name, start] of Object.entries(starts)) {
    const ms = await start()
    // The first round fills caches: the file system's and that of compiled code.
    if (round === 0) console.log(`${name.padEnd(21)} first ${ms.toFixed(0)} ms`)
    else took[name]?.push(ms)
  }
}
const { mb } = await timeServer(cli, thousand, idleMs)
for (const workspace of [hundred, thousand]) rmSync(workspace, { recursive: true })

const medianOf = (name: keyof typeof starts) => median(took[name] ?? [])
for (const [name, values] of Object.entries(took)) console.log(`${name.padEnd(21)} ${describe(values)}`)
const times = medianOf('serve, 1,000 routes') / medianOf('bare node:http')
const isMet = [
  hold('ready with 100 routes', medianOf('serve, 100 routes'), boundMs, 'ms'),
  hold('with 1,000, against bare node:http', times, boundTimes, 'times'),
  hold('idle with 1,000 routes', mb, boundMb, 'MB'),
]
process.exitCode = isMet.every(Boolean) ? 0 : 1

function hold(name: string, value: number, bound: number, unit: string): boolean {
  const isWithin = value < bound
  console.log(`${name.padEnd(35)} ${value.toFixed(value < 10 ? 2 : 0)} ${unit}, at most ${bound}${isWithin ? '' : ': MISSED'}`)
  return isWithin
}

function timeNode(): Promise<number> {
  const startedAt = performance.now()
  const child = spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' })
  return new Promise((resolve) => child.on('exit', () => resolve(performance.now() - startedAt)))
}

/** Until the first answer has come, not until the server says that it is ready; and its memory some time later. */
async function timeServer(argv: readonly string[], cwd: string, thenMs = 0): Promise<{ readonly ms: number; readonly mb: number }> {
  const startedAt = performance.now()
  const child = spawn(process.execPath, argv, { cwd, stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    await untilAnswering(child)
    const ms = performance.now() - startedAt
    await new Promise((resolve) => setTimeout(resolve, thenMs))
    return { ms, mb: Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) / 1024 }
  } finally {
    child.kill('SIGTERM')
    await new Promise((resolve) => child.once('close', resolve))
  }
}

async function untilAnswering(child: ChildProcessByStdio<null, Readable, null>): Promise<void> {
  const address = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (text: Buffer) => {
      const match = /addr=(\S+)/.exec(String(text))
      if (match?.[1] !== undefined) resolve(match[1])
    })
    child.on('exit', (code) => reject(new Error(`a server ended with ${code}`)))
  })
  const response = await fetch(`http://${address}/thing0/1`)
  if (response.status !== 200) throw new Error(`GET /thing0/1 gave ${response.status}`)
  await response.arrayBuffer()
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number
}

function describe(values: readonly number[]): string {
  const [least, most] = [Math.min(...values), Math.max(...values)]
  return `median ${median(values).toFixed(0)} ms (${least.toFixed(0)} to ${most.toFixed(0)}, ${values.length} starts)`
}
