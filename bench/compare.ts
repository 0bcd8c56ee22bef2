// How fast recorded answers are compared: replay and comparison alone, on a target that answers from memory as a second instance of the
// service would, with its own ids and times. One core, 1 KB of JSON an answer.
import { prepareSessions, replaySession } from '#conform'
import type { Exchange, HttpResponse } from '#http'
import type { RecordedSession } from '#recording'

const sessionCount = 20
const exchangesPerSession = 1000
const encoder = new TextEncoder()

function uuid(instance: number, number: number): string {
  const word = (salt: number) =>
    (Math.imul(number + 1, 0x9e3779b1 ^ (instance * 0x85ebca6b) ^ (salt * 0xc2b2ae35)) >>> 0).toString(16).padStart(8, '0')
  const digits = word(1) + word(2) + word(3) + word(4)
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-a${digits.slice(17, 20)}-${digits.slice(20, 32)}`
}

function order(instance: number, session: number, number: number, atMs: number) {
  const id = session * exchangesPerSession + number
  const items = Array.from({ length: 6 }, (_, at) => ({
    sku: `SKU-${at}`,
    title: `Steady lamp ${at}`,
    qty: at + 1,
    price: 19.9 + at,
    tags: ['new', 'sale'],
  }))
  return {
    id: uuid(instance, id),
    customer: { id: uuid(instance, id + 500_000), name: `Ada ${number}`, email: `ada.${number}@example.com` },
    status: number % 3 === 0 ? 'draft' : 'confirmed',
    number,
    total: 275.5,
    items,
    created_at: new Date(atMs + instance * 3).toISOString(),
    links: { self: `http://127.0.0.1:9000/orders/${uuid(instance, id)}` },
  }
}

/** A create, then three reads of it. */
function answer(instance: number, session: number, at: number, atMs: number): HttpResponse {
  const number = at - (at % 4)
  const body = JSON.stringify(order(instance, session, number, atMs - (at % 4) * 10))
  const text = instance === 0 ? body : body.replaceAll('127.0.0.1:9000', 'twin.test')
  return { status: at % 4 === 0 ? 201 : 200, headers: [['Content-Type', 'application/json; charset=utf-8']], body: encoder.encode(text) }
}

function exchange(session: number, at: number): Exchange {
  const startedAtMs = 1_750_000_000_000 + session * 60_000 + at * 10
  const isCreate = at % 4 === 0
  const number = at - (at % 4)
  const id = uuid(0, session * exchangesPerSession + number)
  return {
    index: at,
    startedAtMs,
    endedAtMs: startedAtMs + 8,
    request: {
      method: isCreate ? 'POST' : 'GET',
      target: isCreate ? '/orders' : `/orders/${id}`,
      headers: [
        ['Host', '127.0.0.1:9000'],
        ['Authorization', 'Bearer key-1'],
        ['Content-Type', 'application/json'],
      ],
      body: encoder.encode(isCreate ? JSON.stringify({ customer: { name: `Ada ${number}`, email: `ada.${number}@example.com` } }) : ''),
    },
    response: answer(0, session, at, startedAtMs),
  }
}

const sessions: RecordedSession[] = Array.from({ length: sessionCount }, (_, session) => ({
  id: `session-${session}`,
  tags: [],
  startedAtMs: 1_750_000_000_000 + session * 60_000,
  upstream: 'http://127.0.0.1:9000',
  origin: 'http://127.0.0.1:9000',
  exchanges: Array.from({ length: exchangesPerSession }, (_, at) => exchange(session, at)),
}))
const answers = sessions.map((session, number) => session.exchanges.map(({ startedAtMs }, at) => answer(1, number, at, startedAtMs)))

for (let round = 1; round <= 3; round++) {
  const startedCpu = process.cpuUsage()
  const started = performance.now()
  const prepared = prepareSessions(sessions)
  const read = performance.now()
  let right = 0
  prepared.forEach((session, number) => {
    const report = replaySession(
      session,
      (_, { exchange: { index } }) => ({ response: (answers[number] as HttpResponse[])[index] as HttpResponse }),
      { clockToleranceMs: 5000 },
    )
    right += report.exchanges.filter(({ indistinguishable }) => indistinguishable).length
  })
  const ended = performance.now()
  const total = sessionCount * exchangesPerSession
  const bytes = (answers[0] as HttpResponse[])[0]?.body.length
  // of CPU time: the machine may be busy with something else
  const cpuMs = process.cpuUsage(startedCpu).user / 1000
  const rate = Math.round((total / cpuMs) * 1000)
  const parts = `read ${Math.round(read - started)} ms, replay and compare ${Math.round(ended - read)} ms`
  console.log(`round ${round}: ${rate} exchanges a CPU second (${parts}), ${right}/${total} right, ${bytes} bytes an answer`)
}
