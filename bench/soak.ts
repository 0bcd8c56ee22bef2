// Half an hour of what teams do with a served twin: many sessions at once that make, read, change, list and delete, with chaos, snapshots, forks and
// resets between. Each client knows what its session has to answer. Asked: no wrong answer, and memory that does not grow after warm-up.
// `MINUTES=2 npm run bench -- soak` is shorter, `SEED=7` does other things.
import { readFileSync, rmSync } from 'node:fs'
import { createRandom } from '#state'
import { createShop, createWorkspace } from './serve-model.ts'
import { serveTwin } from './serve-process.ts'
import { SoakClient } from './soak-client.ts'

const minutes = Number(process.env.MINUTES ?? 30)
const seed = Number(process.env.SEED ?? 1)
const clientCount = 16
/** Share of the last third's memory over that of the third before it. */
const growthMax = 1.05

const workspace = await createWorkspace(createShop())
const { child, port } = await serveTwin(workspace)
const startedMs = performance.now()
const untilMs = startedMs + minutes * 60_000
const memoryMb: number[] = []
const timer = setInterval(() => memoryMb.push(residentMb(child.pid as number)), 1000)
const clients = Array.from({ length: clientCount }, (_, at) => new SoakClient(port, `soak-${at}`, createRandom(seed * 1000 + at)))
await Promise.all(clients.map((client) => client.run(untilMs)))
clearInterval(timer)
const isAlive = child.exitCode === null && child.signalCode === null
child.kill('SIGTERM')
rmSync(workspace, { recursive: true })

const [, middle = 0, last = 0] = [0, 1, 2].map((third) =>
  median(memoryMb.slice((third * memoryMb.length) / 3, ((third + 1) * memoryMb.length) / 3)),
)
const total = (of: (client: SoakClient) => number) => clients.reduce((sum, client) => sum + of(client), 0)
const wrong = clients.flatMap((client) => client.wrong)
const growth = last / middle
console.log(
  `${total(({ asked }) => asked)} requests in ${((performance.now() - startedMs) / 60_000).toFixed(1)} minutes by ${clientCount} clients`,
)
console.log(
  `  disturbed ${total(({ disturbed }) => disturbed)}, snapshots put back ${total(({ restored }) => restored)}, forks ${total(({ forked }) => forked)}, resets ${total(({ resets }) => resets)}`,
)
console.log(`wrong answers     ${wrong.length}, asked 0`)
for (const line of wrong.slice(0, 10)) console.log(`  ${line}`)
console.log(
  `memory            ${middle.toFixed(0)} MB in the second third, ${last.toFixed(0)} in the last: ${growth.toFixed(3)}, asked ${growthMax}`,
)
console.log(`  by tenths       ${tenths(memoryMb).join(' ')} MB`)
if (!isAlive) console.log('the server has ended')
if (wrong.length > 0 || growth > growthMax || !isAlive || total(({ asked }) => asked) === 0) process.exitCode = 1

function residentMb(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
}

function tenths(values: readonly number[]): string[] {
  return Array.from({ length: 10 }, (_, at) => median(values.slice((at * values.length) / 10, ((at + 1) * values.length) / 10)).toFixed(0))
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}
