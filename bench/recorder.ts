// CPU per exchange of the recorder against a bare forwarder on the same libraries, side by side in one run.
//   node bench/recorder.ts [exchanges per round] [rounds]
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { Pool } from 'undici'
import type { ChildMessage, ChildRole } from './recorder-child.ts'

const exchanges = Number(process.argv[2] ?? 20_000)
const rounds = Number(process.argv[3] ?? 5)
const connections = 64
const childFile = new URL('./recorder-child.ts', import.meta.url)

interface Child {
  readonly process: ChildProcess
  readonly url: string
}

async function start(role: ChildRole, ...rest: string[]): Promise<Child> {
  const process = fork(childFile, [role, ...rest])
  const [message] = (await once(process, 'message')) as [{ port: number }]
  return { process, url: `http://127.0.0.1:${message.port}` }
}

async function usage(child: Child): Promise<{ cpuUs: number; residentBytes: number }> {
  child.process.send('usage')
  const [message] = (await once(child.process, 'message')) as [Extract<ChildMessage, { cpuUs: number }>]
  return message
}

/** CPU µs of the child per exchange. */
async function measure(child: Child, count: number): Promise<number> {
  const pool = new Pool(child.url, { connections })
  const before = await usage(child)
  let left = count
  const drive = async () => {
    while (left-- > 0) {
      const post = left % 4 === 0
      const answer = await pool.request({
        path: `/orders?limit=20&page=${left % 50}`,
        method: post ? 'POST' : 'GET',
        headers: { authorization: 'Bearer abcdefghijklmnopqrstuvwxyz', accept: 'application/json', 'content-type': 'application/json' },
        body: post ? '{"customer":{"name":"Ada"},"items":[{"sku":"a-1","qty":2}]}' : null,
      })
      await answer.body.dump({ limit: 1 << 20 })
    }
  }
  await Promise.all(Array.from({ length: connections }, drive))
  const after = await usage(child)
  await pool.close()
  return (after.cpuUs - before.cpuUs) / count
}

const median = (values: number[]) => values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] as number

const service = await start('service')
const bare = await start('bare', service.url)
const recorder = await start('recorder', service.url)
for (const child of [bare, recorder, bare, recorder]) await measure(child, exchanges / 4)
const results: { bare: number; recorder: number }[] = []
for (let round = 0; round < rounds; round++) {
  const result = { bare: await measure(bare, exchanges), recorder: await measure(recorder, exchanges) }
  results.push(result)
  console.log(
    `round ${round + 1}: bare ${result.bare.toFixed(1)} µs, recorder ${result.recorder.toFixed(1)} µs, ${(result.recorder / result.bare).toFixed(2)} times`,
  )
}
const ratio = median(results.map((result) => result.recorder / result.bare))
const memory = Math.round((await usage(recorder)).residentBytes / 1024 / 1024)
console.log(
  `recorder: ${median(results.map((each) => each.recorder)).toFixed(1)} µs CPU an exchange, bare forwarder ` +
    `${median(results.map((each) => each.bare)).toFixed(1)} µs: ${ratio.toFixed(2)} times (goal: at most 1.5); resident ${memory} MiB; ` +
    `${connections} connections, client undici, ${rounds} rounds of ${exchanges} exchanges, one in four a POST`,
)
for (const child of [service, bare, recorder]) child.process.disconnect()
service.process.kill()
bare.process.kill()
