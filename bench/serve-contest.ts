import { rmSync } from 'node:fs'
import type { Model } from '#model'
import { type Load, type LoadRequest, load } from './serve-load.ts'
import { createWorkspace } from './serve-model.ts'
import { type Started, serveTwin } from './serve-process.ts'

// Short, and compared with the one beside it: a machine that others use is now faster and now slower.
const rounds = 24
const roundMs = 600
const warmUps = 4
const connections = 32

/** Two servers that are loaded in turns. */
export interface Contest {
  readonly name: string
  /** Starts what the twin is measured against, and the twin. */
  readonly start: () => Promise<readonly [Started, Started]>
  readonly first: (connection: number) => LoadRequest
  readonly second?: (connection: number) => LoadRequest
  /** Least share of the first one's throughput. */
  readonly bound: number
}

export const get = (target: string): LoadRequest => ({ method: 'GET', target })

export const order = JSON.stringify({
  lines: [
    { price: 19.99, quantity: 2 },
    { price: 5.25, quantity: 4 },
    { price: 0.1, quantity: 3 },
  ],
})

const started: Started[] = []
const workspaces: string[] = []

/** Holds contests one after the other, prints how they end, and sets the exit code where a bound is missed. */
export async function hold(contests: readonly Contest[]): Promise<void> {
  console.log(`client: own, ${connections} connections, ${rounds} rounds of ${roundMs} ms each, in turns`)
  for (const contest of contests) {
    try {
      if (!(await compete(contest))) process.exitCode = 1
    } finally {
      for (const { child } of started.splice(0)) child.kill('SIGTERM')
      for (const workspace of workspaces.splice(0)) rmSync(workspace, { recursive: true })
    }
  }
}

/** Serves a model until the contest is over. */
export async function serve(model: Model, ...flags: string[]): Promise<Started> {
  const workspace = await createWorkspace(model)
  workspaces.push(workspace)
  return keep(serveTwin(workspace, ...flags))
}

/** Ends a server when the contest is over. */
export async function keep(starting: Promise<Started>): Promise<Started> {
  const one = await starting
  started.push(one)
  return one
}

/** One after the other, in an order that no cache foresees. */
export function eachOf(count: number, request: (number: number) => LoadRequest): () => LoadRequest {
  let number = 0
  return () => {
    number = (number + 7919) % count
    return request(number)
  }
}

async function compete({ name, start, first, second = first, bound }: Contest): Promise<boolean> {
  const [one, other] = await start()
  const loads: [Load[], Load[]] = [[], []]
  for (let round = -warmUps; round < rounds; round++) {
    const [ofOne, ofOther] = [await run(one, first), await run(other, second)]
    if (round < 0) continue
    loads[0].push(ofOne)
    loads[1].push(ofOther)
  }
  const ratio = median(loads[1].map((ofOther, round) => throughput(ofOther) / throughput(loads[0][round] as Load)))
  console.log(`\n${name}: ${ratio.toFixed(2)} of its throughput, bound ${bound}`)
  console.log(`  the other  ${describe(loads[0])}`)
  console.log(`  the twin   ${describe(loads[1])}`)
  return ratio >= bound
}

function run({ child, port }: Started, request: (connection: number) => LoadRequest): Promise<Load> {
  return load({ port, pid: child.pid as number, connections, durationMs: roundMs, request })
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
