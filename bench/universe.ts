import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeModel } from '#model/io'
import { type RunningUniverse, type SessionHandle, startUniverse } from '../src/index.ts'
import { createModel } from './serve-model.ts'

// A universe of ten twins with a hundred routes each: how long from `doppel up` until all are ready, what it takes when nobody asks (500 ms,
// 150 MB), and how many scenarios an hour one process runs: 20 requests over 3 twins, each on a fresh fork of all (200,000).

const root = join(import.meta.dirname, '..')
const starts = 9
const scenariosMs = 15_000
const atOnce = 4

execFileSync(process.execPath, [join(root, 'node_modules', 'tsdown', 'dist', 'run.mjs')], {
  cwd: root,
  stdio: ['ignore', 'ignore', 'inherit'],
})
const workspace = await createWorkspace(10)
const three = await createWorkspace(3)
try {
  const ups: number[] = []
  const bare: number[] = []
  let idleMb = 0
  for (let round = 0; round <= starts; round++) {
    const startedAt = performance.now()
    execFileSync(process.execPath, ['-e', '0'])
    const nodeMs = performance.now() - startedAt
    const up = await timeUp()
    // The first round fills caches: the file system's and that of compiled code.
    if (round === 0) continue
    bare.push(nodeMs)
    ups.push(up.ms)
    idleMb = Math.max(idleMb, up.mb)
  }
  console.log(`node -e 0               median ${median(bare).toFixed(0)} ms`)
  console.log(
    `10 twins of 100 routes  median ${median(ups).toFixed(0)} ms until all are ready, asked 500; idle ${idleMb.toFixed(0)} MB, asked 150`,
  )
  console.log(`scenarios               ${Math.round(await countScenarios()).toLocaleString('en')} an hour, asked 200,000`)
} finally {
  for (const folder of [workspace, three]) rmSync(folder, { recursive: true })
}

/** From the start of the process until each twin has answered. */
async function timeUp(): Promise<{ ms: number; mb: number }> {
  const startedAt = performance.now()
  const child = spawn(process.execPath, [join(root, 'dist', 'cli.js'), 'up'], { cwd: workspace, stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (text: Buffer) => {
      said += String(text)
      if (said.split('\n').length > 10) resolve()
    })
    child.on('exit', (code) => reject(new Error(`doppel up ended with ${code}`)))
  })
  const urls = [...said.matchAll(/http:\S+/g)].map(([url]) => url)
  if (urls.length !== 10) throw new Error(`${urls.length} twins are up`)
  for (const answer of await Promise.all(urls.map((url) => fetch(`${url}/thing0/1`))))
    if (!answer.ok) throw new Error(`status ${answer.status}`)
  const ms = performance.now() - startedAt
  await new Promise((resolve) => setTimeout(resolve, 1000))
  const kilobytes = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1])
  const ended = new Promise((resolve) => child.once('close', resolve))
  child.removeAllListeners('exit')
  child.kill('SIGTERM')
  await ended
  return { ms, mb: kilobytes / 1024 }
}

/** Several at a time, as the tests of a run are. */
async function countScenarios(): Promise<number> {
  await using universe = await startUniverse(three, { ports: false })
  const startedAt = performance.now()
  let done = 0
  const runSome = async () => {
    while (performance.now() - startedAt < scenariosMs) await runScenario(universe, `scenario-${done++}`)
  }
  await Promise.all(Array.from({ length: atOnce }, runSome))
  return (done / (performance.now() - startedAt)) * 3_600_000
}

async function runScenario(universe: RunningUniverse, name: string): Promise<void> {
  const world = await universe.fork(name)
  const twins = Object.values(world.twins)
  const headers = { 'Content-Type': 'application/json' }
  for (let step = 0; step < 20; step++) {
    const twin = twins[step % 3] as SessionHandle
    const answer =
      step % 4 === 0
        ? await twin.fetch('/thing0', { method: 'POST', headers, body: `{"name":"of ${name}"}` })
        : await twin.fetch(`/thing0/${step + 1}`)
    if (!answer.ok) throw new Error(`status ${answer.status}`)
    await answer.arrayBuffer()
  }
  await world.end()
}

async function createWorkspace(count: number): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'doppel-universe-'))
  const names = Array.from({ length: count }, (_, at) => `twin${at}`)
  for (const name of names) {
    const twin = join(folder, 'twins', name)
    await writeModel(twin, createModel(20))
    writeFileSync(join(twin, 'twin.toml'), 'base_url = "http://127.0.0.1:9"\n')
  }
  writeFileSync(join(folder, 'doppel.toml'), names.map((name) => `[twins.${name}]\nport = 0\n`).join(''))
  return folder
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number
}
