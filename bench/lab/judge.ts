// The lab's judge without the real server: learns the captured training sessions and puts the unseen ones to the twin, with the judge's own
// comparison (see capture.ts).
//   node bench/lab/judge.ts UPSTREAM [--sessions 10] [--from 1] [--test 1001-1010] [--show 20] [--model FILE] [--details FILE] [--heldout yes]
// Learns from so many sessions, beginning with the one of that number.
// Marks are what a user is served only with `--heldout yes`, which learns several times over.
import { existsSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { basename, join } from 'node:path'
import type { TwinSession } from '#engine'
import { openScrubber } from '#recording/io'
import { createSourceClock } from '#state'
import { learnServed } from './learn-served.ts'
import { type Captured, type CapturedSession, type JudgedExchange, labFolder, loadLockstep, range, readOptions } from './material.ts'

const { upstream, options } = readOptions({
  sessions: '10',
  from: '1',
  test: '1001-1010',
  show: '0',
  details: '',
  model: '',
  heldout: 'no',
})
const folder = labFolder(upstream)
const place = join(folder, 'twins', 'lab')
const { learned, heldOut, twin, learnSeconds, modelBytes } = await learnServed(place, {
  from: Number(options.from),
  count: Number(options.sessions),
  heldOut: options.heldout === 'yes',
})
if (options.model) writeFileSync(options.model, JSON.stringify(learned.model, null, 1))
const { scrubber } = await openScrubber(folder, place)
const seal = (text: string) => scrubber.tokenOf(text)

/** The moment that the exchange at hand was captured at: whoever asks for the time, judge or twin, is then. */
let nowMs = Date.now()
Date.now = () => nowMs
const clock = createSourceClock(() => nowMs)

let current: { session: CapturedSession; at: number; twin: TwinSession; origin: string }
const provenances: { provenance: string; route: string | undefined; variant: string | undefined }[] = []

function listen(handler: http.RequestListener): Promise<{ url: string; server: http.Server }> {
  const server = http.createServer(handler)
  return new Promise((done) => {
    server.listen(0, '127.0.0.1', () => done({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server }))
  })
}

function play(which: 'a' | 'b', own: () => string): http.RequestListener {
  return (incoming, outgoing) => {
    incoming.resume()
    incoming.on('end', () => {
      const { url, exchanges } = current.session[which]
      const exchange = exchanges[current.at] as Captured
      const was = new URL(url).host
      const is = new URL(own()).host
      const {
        'content-length': _length,
        'transfer-encoding': _encoding,
        connection: _connection,
        trailer: _trailer,
        ...headers
      } = exchange.headers
      const rehosted = Object.entries(headers).map(([name, value]) => [name, typeof value === 'string' ? value.replaceAll(was, is) : value])
      const bytes = Buffer.from(exchange.body, 'base64')
      const plain = headers['content-encoding'] === undefined && bytes.includes(was)
      outgoing.writeHead(exchange.status, Object.fromEntries(rehosted) as http.OutgoingHttpHeaders)
      outgoing.end(
        incoming.method === 'HEAD' ? undefined : plain ? Buffer.from(bytes.toString('latin1').replaceAll(was, is), 'latin1') : bytes,
      )
    })
  }
}

const a = await listen(play('a', () => a.url))
const b = await listen(play('b', () => b.url))
const x = await listen((incoming, outgoing) => {
  const parts: Buffer[] = []
  incoming.on('data', (part: Buffer) => parts.push(part))
  incoming.on('end', () => {
    const headers: [string, string][] = []
    for (let at = 0; at < incoming.rawHeaders.length; at += 2)
      headers.push([incoming.rawHeaders[at] as string, incoming.rawHeaders[at + 1] as string])
    const body = new Uint8Array(Buffer.concat(parts))
    const { response, provenance, route, variant } = current.twin.answer({
      method: incoming.method as string,
      target: incoming.url as string,
      headers,
      body,
    })
    provenances.push({ provenance, route, variant })
    const framed = response.headers.filter(([name]) => !/^(content-length|transfer-encoding|connection)$/i.test(name))
    outgoing.writeHead(response.status, framed.flat())
    outgoing.end(incoming.method === 'HEAD' ? undefined : response.body)
  })
})

const { lockstep } = await loadLockstep(upstream)
const agent = new http.Agent({ keepAlive: true })

function send(to: string, exchange: Captured): Promise<void> {
  const {
    'content-length': _length,
    'transfer-encoding': _encoding,
    connection: _connection,
    host: _host,
    ...headers
  } = exchange.requestHeaders
  const body = Buffer.from(exchange.requestBody, 'base64')
  return new Promise((done, fail) => {
    const request = http.request(to + exchange.target, {
      method: exchange.method,
      headers: { ...headers, 'content-length': body.length },
      agent,
    })
    request.on('response', (response) => {
      response.resume()
      response.on('end', done)
    })
    request.on('error', fail)
    request.end(body)
  })
}

const proxy = await lockstep({ port: 0, a: a.url, b: b.url, x: x.url })
for (const seed of range(options.test)) {
  const file = join(folder, 'test', `${seed}.json`)
  if (!existsSync(file)) continue
  const { default: session } = (await import(file, { with: { type: 'json' } })) as { default: CapturedSession }
  current = { session, at: 0, twin: twin.createSession({ seed: 1, clock, origin: x.url, seal }), origin: x.url }
  proxy.newSession()
  for (const [at, exchange] of session.a.exchanges.entries()) {
    current.at = at
    nowMs = exchange.atMs
    await send(proxy.url, exchange)
    // The proxy answers its client before it has compared.
    while (proxy.results.length < provenances.length) await new Promise((done) => setImmediate(done))
  }
}

interface Row {
  count: number
  right: number
  readonly wrong: Map<string, { count: number; expected: unknown; actual: unknown; url: string }>
}
const results = proxy.results
const bp = (part: readonly JudgedExchange[]) => Math.round((part.length / results.length) * 10_000)
const stateErrors = results.filter(({ status }) => status >= 400 && ![401, 403].includes(status))
const isMarked = (at: number) => ['guess', 'miss'].includes(provenances[at]?.provenance ?? '')
const silent = results.filter(({ pass }, at) => !pass && !isMarked(at))
console.log(
  JSON.stringify({
    upstream: basename(upstream),
    exchanges: results.length,
    held_out_bp: heldOut?.score.scoreBp,
    same_bp: bp(results.filter(({ pass }) => pass)),
    status_bp: bp(results.filter(({ wrong }) => !wrong.some(({ kind }) => kind === 'status'))),
    state_errors_bp: Math.round((stateErrors.filter(({ pass }) => pass).length / Math.max(1, stateErrors.length)) * 10_000),
    wrong_unmarked_bp: bp(silent),
    right_marked_bp: Math.round(
      (results.filter(({ pass }, at) => pass && isMarked(at)).length / Math.max(1, results.filter(({ pass }) => pass).length)) * 10_000,
    ),
    learn_s: Math.round(learnSeconds * 10) / 10,
    model_kb: Math.round(modelBytes / 1024),
    routes: learned.model.routes.length,
  }),
)
const rows = new Map<string, Row>()
for (const [at, { method, url, status, pass, wrong }] of results.entries()) {
  const label = `${provenances[at]?.route ?? `${method} ${url.split('?')[0]}`} ${status} [${provenances[at]?.variant}]`
  const row = rows.get(label) ?? { count: 0, right: 0, wrong: new Map() }
  rows.set(label, row)
  row.count += 1
  if (pass) row.right += 1
  for (const { kind, path, expected, actual } of wrong) {
    const key = `${kind} ${path.replace(/\/\d+(?=\/|$)/g, '/*')}`
    const known = row.wrong.get(key) ?? { count: 0, expected, actual, url }
    row.wrong.set(key, known)
    known.count += 1
  }
}
const worst = [...rows].sort(([, one], [, other]) => other.count - other.right - (one.count - one.right)).slice(0, Number(options.show))
for (const [label, { count, right, wrong }] of worst.filter(([, row]) => row.count > row.right)) {
  console.log(`${right}/${count}  ${label}`)
  for (const [key, sample] of [...wrong].sort(([, one], [, other]) => other.count - one.count).slice(0, 4))
    console.log(`      ${sample.count}x ${key}: expected ${sample.expected} got ${sample.actual}   (${sample.url.slice(0, 150)})`)
}
if (options.details)
  writeFileSync(
    options.details,
    JSON.stringify(
      results.map((result, at) => ({ ...result, ...provenances[at] })),
      null,
      1,
    ),
  )
process.exit(0)
