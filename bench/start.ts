import { type ChildProcessByStdio, execFileSync, spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { createModel, createWorkspace } from './serve-model.ts'

// How long it takes from calling `doppel serve` until it answers, with a model of 100 routes. At most 250 ms.

const root = join(import.meta.dirname, '..')
const rounds = 15
const boundMs = 250

execFileSync(process.execPath, [join(root, 'node_modules', 'tsdown', 'dist', 'run.mjs')], {
  cwd: root,
  stdio: ['ignore', 'ignore', 'inherit'],
})
const workspace = await createWorkspace(createModel(20))
const serveMs: number[] = []
const nodeMs: number[] = []
for (let round = 0; round <= rounds; round++) {
  const [bare, served] = [await timeNode(), await timeServe()]
  // The first round fills caches: the file system's and that of compiled code.
  if (round === 0) console.log(`first start      ${served.toFixed(0)} ms`)
  else {
    nodeMs.push(bare)
    serveMs.push(served)
  }
}
rmSync(workspace, { recursive: true })
console.log(`node -e 0        ${describe(nodeMs)}`)
console.log(`doppel serve     ${describe(serveMs)}   ready with 100 routes, bound ${boundMs} ms`)
process.exitCode = median(serveMs) < boundMs ? 0 : 1

function timeNode(): Promise<number> {
  const startedAt = performance.now()
  const child = spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' })
  return new Promise((resolve) => child.on('exit', () => resolve(performance.now() - startedAt)))
}

/** Until the first answer has come, not until the server says that it is ready. */
async function timeServe(): Promise<number> {
  const startedAt = performance.now()
  const child = spawn(process.execPath, [join(root, 'dist', 'cli.js'), 'serve', 'things', '--port', '0'], {
    cwd: workspace,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    await untilAnswering(child)
    return performance.now() - startedAt
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
    child.on('exit', (code) => reject(new Error(`doppel serve ended with ${code}`)))
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
