// The built server beside WireMock and mountebank, which do what they can of the same service: one fixed answer for each of the entities, an order
// with a total that is written into the stub (WireMock) or worked out by an injected function (mountebank, which looks through its stubs for each
// request: with that function alone it is about as fast as the twin). Both are to be installed first, and Java for WireMock: `npm install --prefix peers wiremock @mbtest/mountebank`, then `PEERS=peers npm run bench -- peers`.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Json } from '#base'
import { type Contest, eachOf, get, hold, keep, order, serve } from './serve-contest.ts'
import { createModel, createShop, createThings } from './serve-model.ts'
import type { Started } from './serve-process.ts'

const root = join(import.meta.dirname, '..')
const peers = resolve(process.env.PEERS ?? 'peers', 'node_modules')
const folder = mkdtempSync(join(tmpdir(), 'doppel-peers-'))

/** A fixed answer at a path. */
interface Stub {
  readonly path: string
  readonly body: Json
}

const things: readonly Stub[] = createThings().map((thing) => ({ path: `/thing0/${thing.id}`, body: thing }))
/** A thousand paths that share nothing. */
const routes: readonly Stub[] = Array.from({ length: 1000 }, (_, at) => ({
  path: `/thing${at}/7`,
  body: createThings()[6] as unknown as Json,
}))
const byId = eachOf(1000, (id) => get(`/thing0/${id + 1}`))
const byRoute = eachOf(1000, (thing) => get(`/thing${thing}/7`))
const create = () => ({ method: 'POST' as const, target: '/orders', body: order })

const contests: readonly Contest[] = [
  { name: 'GET by id of 1,000, against WireMock', start: () => both(wiremock(things), serve(createModel(20))), first: byId, bound: 5 },
  { name: 'create with a total, against WireMock', start: () => both(wiremock(things), serve(createShop())), first: create, bound: 5 },
  {
    name: '1,000 routes at random, against WireMock',
    start: () => both(wiremock(routes), serve(createModel(1000))),
    first: byRoute,
    bound: 20,
  },
  { name: 'GET by id of 1,000, against mountebank', start: () => both(mountebank(things), serve(createModel(20))), first: byId, bound: 30 },
  { name: 'create with a total, against mountebank', start: () => both(mountebank(things), serve(createShop())), first: create, bound: 30 },
]

try {
  readdirSync(join(peers, 'wiremock'))
  readdirSync(join(peers, '@mbtest', 'mountebank'))
} catch {
  console.error(`WireMock and mountebank are not in ${peers}: npm install --prefix peers wiremock @mbtest/mountebank`)
  process.exit(1)
}
execFileSync(process.execPath, [join(root, 'node_modules', 'tsdown', 'dist', 'run.mjs')], {
  cwd: root,
  stdio: ['ignore', 'ignore', 'inherit'],
})
try {
  await hold(contests)
} finally {
  rmSync(folder, { recursive: true })
}

function both(one: Promise<Started>, other: Promise<Started>): Promise<readonly [Started, Started]> {
  return Promise.all([one, other])
}

async function wiremock(stubs: readonly Stub[]): Promise<Started> {
  const port = await freePort()
  const place = mkdtempSync(join(folder, 'wiremock-'))
  mkdirSync(join(place, 'mappings'))
  const headers = { 'Content-Type': 'application/json' }
  const mappings = [
    ...stubs.map(({ path, body }) => ({
      request: { method: 'GET', url: path },
      response: { status: 200, headers, body: JSON.stringify(body) },
    })),
    {
      request: { method: 'POST', url: '/orders', bodyPatterns: [{ matchesJsonPath: '$.lines' }] },
      response: {
        status: 201,
        headers,
        body: '{"id":{{randomInt lower=1 upper=1000000}},"lines":{{{jsonPath request.body "$.lines"}}},"total":61.28}',
        transformers: ['response-template'],
      },
    },
  ]
  writeFileSync(join(place, 'mappings', 'stubs.json'), JSON.stringify({ mappings }))
  const build = join(peers, 'wiremock', 'build')
  const jar = readdirSync(build).find((file) => file.endsWith('.jar')) ?? ''
  const options = [
    '--port',
    String(port),
    '--root-dir',
    place,
    '--no-request-journal',
    '--disable-banner',
    '--use-chunked-encoding',
    'never',
  ]
  return keep(ready(spawn('java', ['-jar', join(build, jar), ...options], { stdio: ['ignore', 'ignore', 'inherit'] }), port))
}

async function mountebank(stubs: readonly Stub[]): Promise<Started> {
  const [port, control] = [await freePort(), await freePort()]
  const headers = { 'Content-Type': 'application/json', Connection: 'keep-alive' }
  const total = `(config) => {
    const { lines } = JSON.parse(config.request.body)
    const total = Math.round(lines.reduce((sum, line) => sum + line.price * line.quantity, 0) * 100) / 100
    config.state.orders = (config.state.orders || 0) + 1
    const body = JSON.stringify({ id: config.state.orders, lines, total })
    return { statusCode: 201, headers: { ...${JSON.stringify(headers)}, 'Content-Length': body.length }, body }
  }`
  const imposter = {
    port,
    protocol: 'http',
    stubs: [
      ...stubs.map(({ path, body }) => {
        const text = JSON.stringify(body)
        const is = { statusCode: 200, headers: { ...headers, 'Content-Length': String(text.length) }, body: text }
        return { predicates: [{ equals: { method: 'GET', path } }], responses: [{ is }] }
      }),
      { predicates: [{ equals: { method: 'POST', path: '/orders' } }], responses: [{ inject: total }] },
    ],
  }
  const file = join(folder, `imposters-${port}.json`)
  writeFileSync(file, JSON.stringify({ imposters: [imposter] }))
  const options = ['--port', String(control), '--configfile', file, '--allowInjection', '--nologfile', '--loglevel', 'error', '--localOnly']
  const mb = join(peers, '@mbtest', 'mountebank', 'bin', 'mb')
  const place = mkdtempSync(join(folder, 'mountebank-'))
  return keep(ready(spawn(process.execPath, [mb, ...options], { cwd: place, stdio: ['ignore', 'ignore', 'inherit'] }), port))
}

/** Waits until a server accepts connections. */
async function ready(child: ChildProcess, port: number): Promise<Started> {
  for (let tries = 0; tries < 600; tries++) {
    if (child.exitCode !== null) throw new Error(`${child.spawnargs.join(' ')} ended with ${child.exitCode}`)
    if (await accepts(port)) return { child, port }
    await new Promise((done) => setTimeout(done, 100))
  }
  throw new Error(`${child.spawnargs.join(' ')} did not begin to listen on ${port}`)
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolveIs) => {
    const socket = connect(port, '127.0.0.1')
    const finish = (is: boolean) => {
      socket.destroy()
      resolveIs(is)
    }
    socket.on('connect', () => finish(true)).on('error', () => finish(false))
  })
}

function freePort(): Promise<number> {
  return new Promise((resolvePort) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolvePort(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
