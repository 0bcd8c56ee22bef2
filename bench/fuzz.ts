// A million requests that no client would send, half of them bytes and half of them whole messages, to twins as `doppel serve` runs them: none may
// end the server, go unanswered, be answered with an error of the server's own or with more than bounds allow. `REQUESTS=10000` sends fewer,
// `SEED=7` others.
import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Model } from '#model'
import { createRandom } from '#state'
import { learn } from '#synth'
import { range, recordSessions, serviceTarget } from '../test/sim/learn-twin.ts'
import { resourceService } from '../test/sim/resource-service.ts'
import { drawResourceSpec } from '../test/sim/resource-spec.ts'
import { rawRequest, type SeedRequest, structuredRequest } from './fuzz-requests.ts'
import { Sender } from './fuzz-send.ts'
import { createItems, createShop, createWorkspace } from './serve-model.ts'
import { type Started, serveTwin } from './serve-process.ts'

const root = join(import.meta.dirname, '..')
const requests = Number(process.env.REQUESTS ?? 1_000_000)
const seed = Number(process.env.SEED ?? 1)
const connections = 16
const silenceMs = 30_000
const answerBytesMax = 16 * 2 ** 20
const memoryMbMax = 1024
const problemsShown = 10

interface Subject {
  readonly name: string
  readonly model: Model
  readonly seeds: readonly SeedRequest[]
}

execFileSync(process.execPath, [join(root, 'node_modules', 'tsdown', 'dist', 'run.mjs')], {
  cwd: root,
  stdio: ['ignore', 'ignore', 'inherit'],
})
let problems = 0
const subjects = [learnedSubject(), ...writtenSubjects()]
for (const subject of subjects) await fuzz(subject, Math.ceil(requests / subjects.length))
if (problems > 0) process.exitCode = 1

async function fuzz({ name, model, seeds }: Subject, count: number): Promise<void> {
  const workspace = await createWorkspace(model)
  const started = await serveTwin(workspace)
  const statuses = new Map<number, number>()
  const startedAt = performance.now()
  let sent = 0
  const found: string[] = []
  const work = async (at: number) => {
    const random = createRandom(seed * 1000 + at)
    const sender = new Sender(started.port, `127.0.0.${at + 2}`, { silenceMs, answerBytesMax })
    while (sent < count && started.child.exitCode === null) {
      sent++
      const request = at % 2 === 0 ? structuredRequest(seeds, random) : rawRequest(seeds, random)
      const outcome = await sender.send(request)
      if ('problem' in outcome) found.push(`${outcome.problem}\n    ${JSON.stringify(request.bytes.subarray(0, 1000).toString('latin1'))}`)
      else statuses.set(outcome.status, (statuses.get(outcome.status) ?? 0) + 1)
    }
    sender.close()
  }
  await Promise.all(Array.from({ length: connections }, (_, at) => work(at)))
  const memoryMb = started.child.exitCode === null ? peakMb(started) : 0
  const last = await lastAnswer(started, seeds)
  if (started.child.exitCode !== null) found.push(`the server ended with ${started.child.exitCode}`)
  if (last !== undefined) found.push(last)
  if (memoryMb > memoryMbMax) found.push(`the server took ${memoryMb.toFixed(0)} MB`)
  started.child.kill('SIGTERM')
  rmSync(workspace, { recursive: true })
  problems += found.length
  const seconds = (performance.now() - startedAt) / 1000
  const by = [...statuses].sort((a, b) => b[1] - a[1]).map(([status, times]) => `${status === 0 ? 'closed' : status} ${times}`)
  console.log(
    `${name}: ${sent} requests in ${seconds.toFixed(0)} s, ${found.length} problems, ${memoryMb.toFixed(0)} MB at most; ${by.join(', ')}`,
  )
  for (const problem of found.slice(0, problemsShown)) console.log(`  ${problem}`)
}

/** What is wrong with the answer to a good request after all the others. */
async function lastAnswer({ port }: Started, seeds: readonly SeedRequest[]): Promise<string | undefined> {
  const get = seeds.find(({ method }) => method === 'GET')
  if (!get) return undefined
  const answer = await fetch(`http://127.0.0.1:${port}${get.target}`, {
    headers: { ...Object.fromEntries(get.headers), 'x-doppel-session': 'the-last' },
  }).catch(String)
  if (typeof answer === 'string') return `no answer at the end: ${answer}`
  return answer.ok ? undefined : `a good request was answered with ${answer.status} at the end`
}

/** `VmHWM` of Linux's `/proc/PID/status`. */
function peakMb({ child }: Started): number {
  return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) / 1024
}

/** A twin that was learned, and the requests that it was learned from. */
function learnedSubject(): Subject {
  const spec = resourceService(drawResourceSpec(seed))
  const sessions = recordSessions(spec, range(0, 5), serviceTarget(spec))
  const seeds = sessions.flatMap(({ exchanges }) =>
    exchanges.map(({ request }) => ({
      method: request.method,
      target: request.target,
      headers: request.headers.filter(([name]) => !/^(host|content-length|transfer-encoding|connection)$/i.test(name)),
      body: Buffer.from(request.body).toString(),
    })),
  )
  return { name: 'learned', model: learn(sessions).model, seeds }
}

function writtenSubjects(): Subject[] {
  const json = [['Content-Type', 'application/json']] as const
  const get = (target: string): SeedRequest => ({ method: 'GET', target, headers: [], body: '' })
  const order = { lines: [{ price: 19.99, quantity: 2 }] }
  const send = (method: string, target: string, body: unknown): SeedRequest => ({
    method,
    target,
    headers: json,
    body: JSON.stringify(body),
  })
  return [
    {
      name: 'orders with totals',
      model: createShop(),
      seeds: [
        get('/thing0/1'),
        send('POST', '/orders', order),
        send('POST', '/thing0', { name: 'a' }),
        send('PATCH', '/thing0/2', { name: 'b' }),
        send('DELETE', '/thing1/3', {}),
      ],
    },
    {
      name: 'lists',
      model: createItems(100),
      seeds: [get('/items?color=red&sort=-price&page=1'), send('POST', '/items', { color: 'red' })],
    },
  ]
}
