import { compileTwin, type Twin, type TwinSession } from '#engine'
import { createFixedClock } from '#state'
import { createItems, createModel } from './serve-model.ts'

// How a twin bears size, in this process: the same work at two sizes in turns, and what forks and sessions cost.
// Asked: 0.9 of the small one's rate, a fork in 100 µs, 10,000 sessions in 500 MB and no slower than one.

const encoder = new TextEncoder()
const json = [['Content-Type', 'application/json']] as const

const open = (twin: Twin, seed = 1, keepsAnswers = false) =>
  twin.createSession({ seed, clock: createFixedClock(Date.UTC(2026, 0, 1)), origin: 'http://twin', keepsAnswers })
const get = (session: TwinSession, target: string) => session.answer({ method: 'GET', target, headers: [], body: new Uint8Array() })
const post = (session: TwinSession, target: string, body: object) =>
  session.answer({ method: 'POST', target, headers: json, body: encoder.encode(JSON.stringify(body)) })

// first: memory that others have freed would hide what sessions take
measureSessions()
compareRoutes()
compareLists()
measureFork()

function compareRoutes(): void {
  const [few, many] = [open(compileTwin(createModel(2))), open(compileTwin(createModel(2000)))]
  const [ofFew, ofMany] = [scatter(2), scatter(2000)]
  const ratio = inTurns(
    () => get(few, `/thing${ofFew()}/7`),
    () => get(many, `/thing${ofMany()}/7`),
  )
  console.log(`10,000 routes against 10           ${ratio.toFixed(2)} of the rate, asked 0.9`)
}

function compareLists(): void {
  const [few, many] = [openItems(100), openItems(100_000)]
  const target = '/items?color=red&sort=-price&page=1'
  const shown = [few, many].map((session) => (JSON.parse(new TextDecoder().decode(get(session, target).response.body)) as unknown[]).length)
  if (shown.some((count) => count !== 20)) throw new Error(`the lists have ${shown.join(' and ')} items`)
  const ratio = inTurns(
    () => get(few, target),
    () => get(many, target),
  )
  console.log(`list of 20, 100,000 against 100    ${ratio.toFixed(3)} of the rate, asked 0.9`)
}

function measureFork(): void {
  const session = openItems(100_000)
  const options = { seed: 1, clock: createFixedClock(0), origin: 'http://twin' }
  const forkUs = median(Array.from({ length: 200 }, () => timeUs(() => session.fork?.(options))))
  const writesMs = Array.from({ length: 20 }, () => {
    const fork = session.fork?.(options) as TwinSession
    return timeUs(() => post(fork, '/items', { color: 'red', price: 1 })) / 1000
  })
  console.log(
    `fork of 100,000 entities           ${forkUs.toFixed(1)} µs, asked 100; the first write after it ${median(writesMs).toFixed(1)} ms`,
  )
}

function measureSessions(): void {
  const twin = compileTwin(createModel(1))
  const one = open(twin, 1, true)
  const before = memoryMb()
  const sessions = Array.from({ length: 10_000 }, (_, seed) => open(twin, seed, true))
  for (const session of sessions) for (let made = 0; made < 20; made++) post(session, '/thing0', { name: `thing ${made}` })
  for (const session of sessions) for (let asked = 0; asked < 3; asked++) get(session, '/thing0/7')
  const grownMb = memoryMb() - before
  const next = scatter(sessions.length)
  let times = 0
  // an answer that is kept would hide what making one takes
  const anew = () => `/thing0/7?time=${++times}`
  const ratio = inTurns(
    () => get(one, anew()),
    () => get(sessions[next()] as TwinSession, anew()),
  )
  console.log(`10,000 sessions with 20 entities   ${grownMb.toFixed(0)} MB, asked 500; ${ratio.toFixed(2)} of the rate of one`)
}

function openItems(count: number): TwinSession {
  return open(compileTwin(createItems(count)))
}

/** Numbers below `count`, in an order that no cache foresees. */
function scatter(count: number): () => number {
  let number = 0
  return () => {
    number = (number + 7919) % count
    return number
  }
}

/** The second's rate as a share of the first's: the median of rounds in turns. */
function inTurns(first: () => unknown, second: () => unknown): number {
  const rate = (run: () => unknown) => {
    const startMs = performance.now()
    let count = 0
    while (performance.now() - startMs < 150) {
      run()
      count++
    }
    return count / (performance.now() - startMs)
  }
  const ratios: number[] = []
  for (let round = 0; round < 12; round++) {
    const [a, b] = [rate(first), rate(second)]
    // the first rounds warm both up
    if (round >= 2) ratios.push(b / a)
  }
  return median(ratios)
}

function timeUs(run: () => unknown): number {
  const startMs = performance.now()
  run()
  return (performance.now() - startMs) * 1000
}

function memoryMb(): number {
  globalThis.gc?.()
  return process.memoryUsage().rss / 1024 / 1024
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number
}
