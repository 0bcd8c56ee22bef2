import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Model } from '#model'
import { type Load, type LoadRequest, load } from './serve-load.ts'
import { createItems, createModel, createShop, createWorkspace } from './serve-model.ts'
import { type Started, serveTwin, startProcess } from './serve-process.ts'

// The built server beside another one, each a process of its own and loaded in turns by this one: beside a hand-written node:http server that
// does the same with a Map, and a large twin beside a small one.

const root = join(import.meta.dirname, '..')
const rounds = 7
const roundMs = 2_000
const connections = 32

interface Contest {
  readonly name: string
  /** Starts what the twin is measured against, and the twin. */
  readonly start: () => Promise<readonly [Started, Started]>
  readonly first: () => LoadRequest
  readonly second?: () => LoadRequest
  /** Least share of the first one's throughput. */
  readonly bound: number
}

const get = (target: string): LoadRequest => ({ method: 'GET', target })
const order = JSON.stringify({
  lines: [
    { price: 19.99, quantity: 2 },
    { price: 5.25, quantity: 4 },
    { price: 0.1, quantity: 3 },
  ],
})
const list = () => get('/items?color=red&sort=-price&page=1')

const contests: readonly Contest[] = [
  {
    name: 'GET by id of 1,000, against node:http by hand',
    start: () => Promise.all([serveByHand(), serve(createModel(20))]),
    first: eachOf(1000, (id) => get(`/thing0/${id + 1}`)),
    bound: 0.85,
  },
  {
    name: 'create with a total, against node:http by hand',
    start: () => Promise.all([serveByHand(), serve(createShop())]),
    first: () => ({ method: 'POST', target: '/orders', body: order }),
    bound: 0.7,
  },
  {
    name: '10,000 routes at random, against 10',
    start: () => Promise.all([serve(createModel(2)), serve(createModel(2000))]),
    first: eachOf(2, (thing) => get(`/thing${thing}/7`)),
    second: eachOf(2000, (thing) => get(`/thing${thing}/7`)),
    bound: 0.9,
  },
  {
    name: 'list of 20 of 100,000, filtered and sorted, against 100',
    start: () => Promise.all([serve(createItems(100)), serve(createItems(100_000))]),
    first: list,
    bound: 0.9,
  },
]

execFileSync(process.execPath, [join(root, 'node_modules', 'tsdown', 'dist', 'run.mjs')], {
  cwd: root,
  stdio: ['ignore', 'ignore', 'inherit'],
})
console.log(`client: own, ${connections} connections, ${rounds} rounds of ${roundMs} ms each, in turns`)
const started: Started[] = []
const workspaces: string[] = []
for (const contest of contests) {
  try {
    if (!(await compete(contest))) process.exitCode = 1
  } finally {
    for (const { child } of started.splice(0)) child.kill('SIGTERM')
    for (const workspace of workspaces.splice(0)) rmSync(workspace, { recursive: true })
  }
}

async function compete({ name, start, first, second = first, bound }: Contest): Promise<boolean> {
  const [one, other] = await start()
  const loads: [Load[], Load[]] = [[], []]
  for (let round = 0; round <= rounds; round++) {
    const [ofOne, ofOther] = [await run(one, first), await run(other, second)]
    // The first round warms both up.
    if (round === 0) continue
    loads[0].push(ofOne)
    loads[1].push(ofOther)
  }
  const ratio = median(loads[1].map(throughput)) / median(loads[0].map(throughput))
  console.log(`\n${name}: ${ratio.toFixed(2)} of its throughput, bound ${bound}`)
  console.log(`  the other  ${describe(loads[0])}`)
  console.log(`  the twin   ${describe(loads[1])}`)
  return ratio >= bound
}

function serveByHand(): Promise<Started> {
  return keep(startProcess([join(import.meta.dirname, 'serve-by-hand.ts')], root))
}

function serve(model: Model): Promise<Started> {
  const workspace = createWorkspace(model)
  workspaces.push(workspace)
  return keep(serveTwin(workspace))
}

async function keep(starting: Promise<Started>): Promise<Started> {
  const one = await starting
  started.push(one)
  return one
}

function run({ child, port }: Started, request: () => LoadRequest): Promise<Load> {
  return load({ port, pid: child.pid as number, connections, durationMs: roundMs, request })
}

/** One after the other, in an order that no cache foresees. */
function eachOf(count: number, request: (number: number) => LoadRequest): () => LoadRequest {
  let number = 0
  return () => {
    number = (number + 7919) % count
    return request(number)
  }
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
