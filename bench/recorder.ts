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
const unscrubbed = await start('recorder-unscrubbed', service.url)
for (const child of [bare, recorder, unscrubbed, bare, recorder, unscrubbed]) await measure(child, exchanges / 4)
const results: { bare: number; recorder: number; unscrubbed: number }[] = []
for (let round = 1; round <= rounds; round++) {
  const result = {
    bare: await measure(bare, exchanges),
    recorder: await measure(recorder, exchanges),
    unscrubbed: await measure(unscrubbed, exchanges),
  }
  results.push(result)
  console.log(
    `round ${round}: ${Object.entries(result)
      .map(([name, cpuUs]) => `${name} ${cpuUs.toFixed(1)} µs`)
      .join(', ')}`,
  )
}
const times = (of: 'recorder' | 'unscrubbed') => median(results.map((result) => result[of] / result.bare)).toFixed(2)
const cpuUs = (of: 'bare' | 'recorder' | 'unscrubbed') => median(results.map((result) => result[of])).toFixed(1)
console.log(`CPU an exchange, median of ${rounds} rounds of ${exchanges}; ${connections} connections, client undici, one in four a POST:`)
console.log(`  bare forwarder       ${cpuUs('bare')} µs`)
console.log(`  recorder             ${cpuUs('recorder')} µs, ${times('recorder')} times (goal: at most 1.5)`)
console.log(`  without scrubbing    ${cpuUs('unscrubbed')} µs, ${times('unscrubbed')} times`)
console.log(`  recorder's memory    ${Math.round((await usage(recorder)).residentBytes / 1024 / 1024)} MiB resident`)
for (const child of [service, bare, recorder, unscrubbed]) child.process.disconnect()
service.process.kill()
