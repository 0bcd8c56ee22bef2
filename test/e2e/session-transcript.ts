import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { ServingWorkspace } from './serving-workspace.ts'
import { startReceiver } from './webhook-receiver.ts'

/** What came of a line. */
export interface Said {
  readonly status: number
  readonly headers: Record<string, string>
  readonly body: string
}

/** How a connection ended before an answer was whole. */
const cutOff = (error: unknown): Said => ({ status: 0, headers: {}, body: `cut off: ${(error as Error).name}` })

const form = /^(\w+) (\S+)(?: @(\S+))?(?: !(\S+))?(?: %(\S+))?(?: (.*))?$/

/** Asks `METHOD PATH @SESSION !IDEMPOTENCY-KEY %CHAOS BODY`; all but the first two may be left out. */
export async function say(url: string, line: string): Promise<Said> {
  const [, method = '', path = '', session, key, chaos, body] = form.exec(line) ?? []
  const headers = {
    ...(session ? { 'X-Doppel-Session': session } : {}),
    ...(key ? { 'Idempotency-Key': key } : {}),
    ...(chaos ? { 'X-Doppel-Chaos': chaos } : {}),
    ...(body ? { 'Content-Type': 'application/json' } : {}),
  }
  // Where it is served is another thing on each server, and so is what it counts for itself: the requests of all its sessions.
  const own = (text: string) => text.replaceAll(url, 'http://HOST').replaceAll(/"number": \d+/g, '"number": N')
  try {
    const response = await fetch(`${url}${path}`, { method, headers, ...(body ? { body } : {}) })
    const headersOf = Object.fromEntries(response.headers)
    for (const name of ['connection', 'keep-alive']) delete headersOf[name]
    // The twin's time is the session's; that of the control plane, and of what the server itself refuses, is the machine's.
    if (path.includes('/__doppel') || response.status === 400) for (const name of ['date', 'content-length']) delete headersOf[name]
    const text = own(await response.text())
    const isOfAll = path === '/__doppel/session' || path === '/__doppel/reset'
    return {
      status: response.status,
      headers: JSON.parse(own(JSON.stringify(headersOf))) as Said['headers'],
      body: isOfAll ? sorted(text) : text,
    }
  } catch (error) {
    return cutOff(error)
  }
}

/** Sessions have no order. */
function sorted(text: string): string {
  const value = JSON.parse(text) as Record<string, unknown>
  const lists = Object.entries(value).map(([key, one]) => [key, Array.isArray(one) ? one.map((item) => JSON.stringify(item)).sort() : one])
  return JSON.stringify(Object.fromEntries(lists))
}

/**
 * Says all lines; `urlOf` gives the server of each. `SETTLE @SESSION` waits until nothing is on its way that is due; `& LINE` is not waited for before the next
 * line was answered.
 */
export async function sayAll(transcript: readonly string[], urlOf: (at: number) => string | Promise<string>): Promise<Said[]> {
  const said: Said[] = []
  const waiting: { readonly at: number; readonly answer: Promise<Said> }[] = []
  for (const [at, line] of transcript.entries()) {
    const url = await urlOf(at)
    if (line.startsWith('SETTLE')) await settle(url, line.split('@')[1] ?? 'default')
    if (line.startsWith('SETTLE')) said[at] = { status: 0, headers: {}, body: '' }
    else if (line.startsWith('& ')) {
      waiting.push({ at, answer: say(url, line.slice(2)) })
      await new Promise((resolve) => setTimeout(resolve, 300))
    } else {
      said[at] = await say(url, line)
      for (const one of waiting.splice(0)) said[one.at] = await one.answer
    }
  }
  return said
}

interface Told {
  readonly deliveries?: readonly { readonly state: string; readonly due?: string }[]
}

async function settle(url: string, session: string): Promise<void> {
  const ask = async (path: string) => (await fetch(`${url}/__doppel${path}?session=${session}`)).json()
  for (const untilMs = Date.now() + 20_000; ; await new Promise((resolve) => setTimeout(resolve, 20))) {
    const { now } = (await ask('/clock')) as { now: string }
    const { deliveries = [] } = (await ask('/webhooks')) as Told
    if (deliveries.every(({ due }) => due === undefined || due > now)) return
    if (Date.now() > untilMs) throw new Error(`the session ${session} is not done with its deliveries`)
  }
}

/** All that sessions can be asked and told. */
export const plainLines: readonly string[] = [
  'POST /thing0 {"name":"one"}',
  'POST /thing0 {"name":"two"}',
  'GET /thing0/5000',
  'HEAD /thing0/5000',
  'POST /thing0 @a {"name":"of a"}',
  'GET /thing0/5000 @a',
  'GET /thing0/5001 @a',
  'GET /~a/thing0/5000',
  'GET /__doppel/state?session=a',
  'POST /__doppel/snapshot?session=a&name=before',
  'POST /thing0 @a {"name":"later"}',
  'POST /~a/__doppel/clock/advance?by=1d',
  'POST /__doppel/clock/advance?session=a&by=1d',
  'GET /__doppel/clock?session=a',
  'GET /__doppel/diff?session=a&snapshot=before',
  'POST /__doppel/fork?session=a&to=b',
  'POST /thing0 @b {"name":"of b"}',
  'GET /__doppel/diff?session=b&from=a',
  'POST /__doppel/restore?session=a&name=before',
  'GET /thing0/5001 @a',
  'POST /thing0 @a {"name":"other"}',
  'GET /thing0/5001 @a',
  'POST /__doppel/session?session=c {"seed":7,"clock":"fixed:2030-01-01T00:00:00Z"}',
  'POST /thing0 @c {"name":"of c"}',
  'POST /__doppel/session?session=c {"seed":8}',
  'GET /__doppel/session',
  'POST /__doppel/journal/verify?session=a&route=POST+/thing0&times=2',
  'DELETE /__doppel/session?session=b',
  'GET /__doppel/state?session=b',
  'POST /__doppel/reset?session=c',
  'GET /thing0/5000 @c',
  'POST /__doppel/clock/advance?by=1h',
  'POST /thing0 {"name":"three"}',
  'POST /__doppel/reset',
  'GET /thing0/5000',
  'GET /thing0/5000 @a',
  'POST /thing0 {"name":"anew"}',
  'POST /thing0 @k !key1 {"name":"once"}',
  'POST /thing0 @k !key1 {"name":"once"}',
  'POST /thing0 @k !key1 {"name":"other"}',
  ...Array.from({ length: 9 }, () => 'POST /thing0 @k {"name":"many"}'),
  'POST /__doppel/clock/advance?session=k&by=1h',
  'POST /thing0 @k {"name":"many"}',
  'GET /nothing',
  'GET /thing0/5000 @b%20d',
  'GET /__doppel/snapshot?session=a',
]

/** What goes wrong on purpose, by dice, counts and times, in one session and in all. */
export const chaosLines: readonly string[] = [
  'POST /thing0 @a %error=503 {"name":"none"}',
  'POST /thing0 @a %duplicate {"name":"twice"}',
  'GET /thing0/5001 @a',
  'POST /thing0 @a %lost-reply {"name":"kept"}',
  'GET /thing0/5002 @a',
  'GET /thing0/5002 @a %reset',
  'GET /thing0/5002 @a %timeout=20ms',
  'GET /thing0/5002 @a %truncate=0.5',
  'GET /thing0/5002 @a %malformed=0.5',
  'GET /thing0/5002 @a %slow=50ms',
  'GET /thing0/5002 @a %latency=10ms,error=404',
  'GET /thing0/5002 @a %nonsense',
  ...Array.from({ length: 4 }, () => 'GET /thing0/1 @a %often'),
  'POST /__doppel/chaos?session=a {"on":"flaky"}',
  ...Array.from({ length: 8 }, () => 'GET /thing0/1 @a'),
  'GET /thing0/1 @a %none',
  'GET /__doppel/chaos?session=a',
  'GET /thing0/1 @c',
  'POST /__doppel/chaos {"rule":{"fault":"error","status":429,"retry_after":"30s","route":"POST /thing0","after":1,"times":2}}',
  ...['a', 'c', 'a', 'c', 'a', 'c', 'a', 'c'].map((session) => `POST /thing0 @${session} {"name":"some"}`),
  'GET /__doppel/chaos',
  'POST /__doppel/chaos {"on":"outage"}',
  ...['10m', '10m', '10m', '10m'].flatMap((by) => [`POST /__doppel/clock/advance?session=c&by=${by}`, 'GET /thing0/1 @c']),
  'DELETE /__doppel/chaos?session=c',
  'GET /thing0/1 @c',
  'GET /thing0/1 @e',
  'DELETE /__doppel/chaos',
  'GET /thing0/1 @e',
  'POST /__doppel/chaos?session=e {"on":"stale"}',
  'GET /thing0/5000 @e',
  'POST /thing0 @e {"name":"seen late"}',
  'GET /thing0/5000 @e',
  'GET /thing0/5000 @e %none',
  'DELETE /__doppel/chaos?session=e',
  'POST /__doppel/chaos?session=x {"on":"error=503"}',
  '& POST /thing0 @k %reorder=20s {"name":"first"}',
  'POST /thing0 @k %latency=1ms {"name":"second"}',
  'GET /thing0/5000 @k',
  'POST /thing0 @k %reorder=100ms {"name":"alone"}',
  'GET /thing0/5002 @k',
  'GET /__doppel/journal?session=k',
  'GET /__doppel/journal?session=a',
  'GET /__doppel/journal?session=e',
  'POST /__doppel/reset?session=a',
  'GET /thing0/1 @a',
]

/** What is told: retries, troubles, what comes by itself, what is sent again. */
export const webhookLines: readonly string[] = [
  ...['default', 'a'].flatMap((session) => [
    `POST /thing0 @${session} {"name":"one"}`,
    `SETTLE @${session}`,
    `POST /thing0 @${session} {"name":"fails"}`,
    `SETTLE @${session}`,
    `GET /__doppel/webhooks?session=${session}`,
    `POST /__doppel/clock/advance?session=${session}&by=5m`,
    `SETTLE @${session}`,
    `GET /__doppel/webhooks?session=${session}`,
    `GET /__doppel/clock/agenda?session=${session}`,
    `POST /__doppel/clock/advance?session=${session}&by=2h`,
    `SETTLE @${session}`,
    `GET /__doppel/webhooks?session=${session}&state=failed`,
    `POST /__doppel/webhooks/redeliver?session=${session} {"id":"dlv_1"}`,
    `SETTLE @${session}`,
    `POST /__doppel/webhooks/trouble?session=${session} {"kind":"drop"}`,
    `POST /__doppel/webhooks/trouble?session=${session} {"kind":"duplicate"}`,
    `POST /thing0 @${session} {"name":"dropped"}`,
    `POST /thing0 @${session} {"name":"twice"}`,
    `SETTLE @${session}`,
    `POST /__doppel/webhooks/trouble?session=${session} {"kind":"reorder"}`,
    `POST /thing0 @${session} {"name":"overtaken"}`,
    `POST /thing0 @${session} {"name":"first"}`,
    `SETTLE @${session}`,
    `POST /__doppel/webhooks/trouble?session=${session} {"kind":"delay","by":"10m"}`,
    `POST /thing0 @${session} {"name":"short"}`,
    `SETTLE @${session}`,
    `GET /__doppel/webhooks?session=${session}`,
    `POST /__doppel/clock/advance?session=${session}&by=3h`,
    `SETTLE @${session}`,
    `GET /__doppel/webhooks?session=${session}&type=thing.over`,
    `POST /thing0 @${session} %error=503 {"name":"untold"}`,
    `POST /thing0 @${session} %duplicate {"name":"told twice"}`,
    `SETTLE @${session}`,
    `GET /__doppel/webhooks?session=${session}`,
  ]),
  'POST /__doppel/fork?session=a&to=b',
  'POST /thing0 @b {"name":"of b"}',
  'SETTLE @b',
  'GET /__doppel/webhooks?session=b',
  'POST /thing0 @a {"name":"fails"}',
  'SETTLE @a',
  'POST /__doppel/reset?session=a',
  'GET /__doppel/webhooks?session=a',
]

/** What is refused, or waits, as long as another request is under way. */
export const underWayLines: readonly string[] = ['a', 'k'].flatMap((session) => [
  `& GET /thing0/1 @${session} %latency=2s`,
  `GET /thing0/1 @${session}`,
  `GET /thing0/1 @${session}`,
  `& POST /thing0 @${session} !key1 %latency=2s {"name":"one"}`,
  `POST /thing0 @${session} !key1 {"name":"one"}`,
  `POST /thing0 @${session} !key1 {"name":"one"}`,
  `& POST /thing0 @${session} !key2 %slow=2s {"name":"two"}`,
  `POST /thing0 @${session} !key2 {"name":"other"}`,
  `POST /thing0 @${session} !key2 {"name":"two"}`,
  `GET /thing0/1 @${session} %duplicate`,
  `GET /thing0/1 @${session} %lost-reply`,
  `GET /thing0/1 @${session}`,
  `GET /__doppel/state?session=${session}`,
  `GET /__doppel/journal?session=${session}`,
])

export const underWay = `
[[limits]]
route = "GET /thing0/*"
kind = "concurrency"
limit = 1

[idempotency]
header = "Idempotency-Key"
methods = ["POST"]
`

/** What is done around answers has its own memory. */
export const around = `
[[limits]]
route = "POST /thing0"
limit = 8
per = "1h"

[idempotency]
header = "Idempotency-Key"
methods = ["POST"]
`

const profiles = `
profiles:
  flaky:
    - { fault: latency, distribution: uniform, min: 1ms, max: 5ms }
    - { fault: error, status: 503, probability: 0.5 }
  often:
    - { fault: error, status: 500, every: 2, times: 1 }
  outage:
    - { fault: error, status: 502, cycle: { every: 20m, for: 5m } }
  stale:
    - { fault: stale }
`

/** Lets the twin of a workspace go wrong, and tell a receiver of what happens, which is as good as new for each server that is compared. */
export async function disturbAndTell({ folder }: ServingWorkspace): Promise<void> {
  await writeFile(join(folder, 'chaos.yaml'), profiles)
  const path = join(folder, 'model', 'model.json')
  const model = JSON.parse(await readFile(path, 'utf8')) as { collections: { thing0: object } }
  const over = {
    when: 'self.name == "short" && !has(self.over)',
    at: 'since + 3600000',
    set: { over: true },
    tell: [{ emit: 'thing.over', value: { $: 'self' } }],
  }
  Object.assign(model.collections.thing0, { later: [over] })
  await writeFile(path, JSON.stringify(model))
}

/** A receiver of what the twin tells, and the section of `twin.toml` that says so. It fails at what has that name. */
export async function startTold() {
  const receiver = await startReceiver(({ body }) => (body.includes('"fails"') ? 500 : 200))
  onTestFinished(() => receiver.close())
  const section = `
[webhooks]
retry = ["5m", "1h"]
signing = "stripe"
secret = "whsec_test"
[webhooks.events."thing.made"]
on = "POST /thing0"
[[webhooks.subscriptions]]
url = "${receiver.url}"
`
  return { section, received: receiver.received, url: receiver.url }
}
