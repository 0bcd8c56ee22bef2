// One measurement of bench/check.ts in a process of its own, so that its memory can be told. Prints JSON.
// `write FOLDER EXCHANGES` writes the recordings of a twin and learns from the first of them; `memory FOLDER` and `wire FOLDER` replay what
// was read before; `all FOLDER` is `doppel check` from the start, reading included. FOLDER is a workspace with the twin `bench`.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import type { Report } from '#conform'
import type { Exchange } from '#http'
import { writeModel, writeRecalls } from '#model/io'
import type { RecordedSession } from '#recording'
import { readSessions, SessionWriter } from '#recording/io'
import { learn } from '#synth'
import { checkTarget, type TargetOptions } from '../src/verbs/check-target.ts'
import { type Verb, verbRegistry } from '../src/verbs/index.ts'
import type { VerbContext } from '../src/verbs/verb.ts'
import { readTwinConfig } from '../src/verbs/workspace.ts'

const [task = '', folder = '', wanted = '0'] = process.argv.slice(2)
const twinFolder = join(folder, 'twins', 'bench')
const sessionLength = 100
const learnedFrom = 20
const encoder = new TextEncoder()

function uuid(number: number): string {
  const word = (salt: number) => (Math.imul(number + 1, 0x9e3779b1 ^ (salt * 0xc2b2ae35)) >>> 0).toString(16).padStart(8, '0')
  const digits = word(1) + word(2) + word(3) + word(4)
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-a${digits.slice(17, 20)}-${digits.slice(20, 32)}`
}

/** A create, then three reads of it; 1 KB of JSON an answer. */
function exchange(session: number, at: number, startedAtMs: number): Exchange {
  const turn = at - (at % 4)
  const id = uuid(session * sessionLength + turn)
  const sent = {
    customer: { name: `Ada ${turn}`, email: `ada.${turn}@example.com` },
    note: `left at the door ${session}, as agreed`,
    items: Array.from({ length: 8 }, (_, index) => ({
      sku: `SKU-${turn}-${index}`,
      title: `Steady lamp number ${index}`,
      quantity: index + 1 + (session % 3),
      price: 19.9 + index + turn,
      tags: ['new', 'sale'],
    })),
  }
  const created = new Date(startedAtMs - (at % 4) * 10).toISOString()
  const body = { id, ...sent, status: 'draft', created_at: created, links: { self: `http://127.0.0.1:9000/orders/${id}` } }
  const isCreate = at % 4 === 0
  return {
    index: at,
    startedAtMs,
    endedAtMs: startedAtMs + 8,
    request: {
      method: isCreate ? 'POST' : 'GET',
      target: isCreate ? '/orders' : `/orders/${id}`,
      headers: [
        ['Host', '127.0.0.1:9000'],
        ['Accept', 'application/json'],
        ['Content-Type', 'application/json'],
      ],
      body: encoder.encode(isCreate ? JSON.stringify(sent) : ''),
    },
    response: {
      status: isCreate ? 201 : 200,
      headers: [['Content-Type', 'application/json; charset=utf-8']],
      body: encoder.encode(JSON.stringify(body)),
    },
  }
}

function session(number: number): RecordedSession {
  const startedAtMs = 1_750_000_000_000 + number * 60_000
  return {
    id: `${new Date(startedAtMs).toISOString().replace(/[-:]/g, '')}-${String(number).padStart(6, '0')}`,
    tags: [],
    startedAtMs,
    upstream: 'http://127.0.0.1:9000',
    origin: 'http://127.0.0.1:9000',
    exchanges: Array.from({ length: sessionLength }, (_, at) => exchange(number, at, startedAtMs + at * 10)),
  }
}

async function write(exchanges: number): Promise<object> {
  mkdirSync(twinFolder, { recursive: true })
  writeFileSync(join(twinFolder, 'twin.toml'), 'base_url = "http://127.0.0.1:9"\n')
  for (let number = 0; number * sessionLength < exchanges; number++) {
    const { exchanges: own, id, tags, startedAtMs, upstream, origin } = session(number)
    const writer = new SessionWriter({ twinFolder, info: { id, tags: [...tags], startedAtMs, upstream, origin } })
    writer.append(own)
    await writer.close({ by: 'shutdown', atMs: startedAtMs + 1 })
  }
  const { model, recalls } = learn(Array.from({ length: learnedFrom }, (_, number) => session(number)))
  await writeModel(twinFolder, model)
  await writeRecalls(twinFolder, recalls)
  return {}
}

const context: VerbContext = {
  cwd: folder,
  env: {},
  signal: new AbortController().signal,
  note: () => {},
  print: () => {},
  progress: () => {},
}

async function measure(run: () => Promise<Pick<Report, 'scoreBp' | 'exchangesTotal'>>): Promise<object> {
  const [startedAt, startedCpu] = [performance.now(), process.cpuUsage()]
  const { scoreBp, exchangesTotal: exchanges } = await run()
  const { user, system } = process.cpuUsage(startedCpu)
  const peakMb = process.resourceUsage().maxRSS / 1024
  return { exchanges, scoreBp, wallMs: performance.now() - startedAt, cpuMs: (user + system) / 1000, peakMb }
}

async function replay(wire: boolean): Promise<object> {
  const place = await readTwinConfig(folder, 'bench')
  const { sessions } = await readSessions(twinFolder, { decoded: true })
  const options: TargetOptions = { inMemory: !wire, wire, upstream: false, allowWrites: false, yes: false, header: [] }
  return measure(() => checkTarget(place, sessions, options, {}, context))
}

async function all(): Promise<object> {
  const verb = (await verbRegistry.find(({ name }) => name === 'check')?.load()) as Verb
  return measure(async () => {
    const { json } = await verb.run(verb.input.parse({ name: 'bench' }), context)
    const report = json as { score_bp: number; exchanges_total: number }
    return { scoreBp: report.score_bp, exchangesTotal: report.exchanges_total }
  })
}

const tasks: Readonly<Record<string, () => Promise<object>>> = {
  write: () => write(Number(wanted)),
  memory: () => replay(false),
  wire: () => replay(true),
  all,
}
console.log(JSON.stringify(await tasks[task]?.()))
