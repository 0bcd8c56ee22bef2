import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import type { VerbResult } from '#verbs'
import { listening } from './record-lab.ts'
import { runVerb, type Told } from './run-verb.ts'

let cwd: string

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'doppel-webhooks-'))
  onTestFinished(() => rmSync(cwd, { recursive: true }))
})

const run = (name: string, raw: object, told: Partial<Told> = {}, signal?: AbortSignal): Promise<VerbResult> =>
  runVerb(cwd, name, raw, told, signal)

/** Answers of the app to what the service sent, as the service saw them. */
const seen: { status: number; body: string }[] = []

/** A service that sends an event after each write, to the URL that was given to it. */
async function startService(target: () => string): Promise<number> {
  return listening(
    createServer((incoming, response) => {
      incoming.resume()
      if (incoming.method === 'GET') return void response.end('[]')
      void fetch(target(), {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-signature': 'sha256=2b' },
        body: '{"event":"order.created","contact":"ada.lovelace@gmail.com"}',
      }).then(async (answer) => {
        seen.push({ status: answer.status, body: await answer.text() })
        response.writeHead(201, { 'content-type': 'application/json' }).end('{"contact":"ada.lovelace@gmail.com"}')
      })
    }),
  )
}

/** Two reads with a write between them, recorded with webhooks. */
async function recordHooks(forward: string): Promise<VerbResult & Told> {
  seen.length = 0
  const told: Told = { notes: [], printed: [] }
  const stop = new AbortController()
  let hooks = ''
  const service = await startService(() => `http://${hooks}/orders?from=service`)
  await run('init', { name: 'orders', baseUrl: `http://127.0.0.1:${service}` })
  const recording = run('record', { name: 'orders', webhooks: 0, forward }, told, stop.signal)
  await Promise.race([expect.poll(() => told.printed[1]).toBeDefined(), recording])
  const url = `http://${/addr=(\S+)/.exec(told.printed[0] ?? '')?.[1]}`
  hooks = /addr=(\S+)/.exec(told.printed[1] ?? '')?.[1] ?? ''
  for (const method of ['GET', 'POST', 'GET']) await (await fetch(`${url}/orders`, { method })).text()
  stop.abort()
  return { ...(await recording), ...told }
}

async function startApp(take: RequestListener): Promise<string> {
  return `http://127.0.0.1:${await listening(createServer(take))}/hooks/`
}

const exchangeAt = async (index: number) => (await run('inspect', { name: 'orders', session: 'latest', index })).json

test('a webhook reaches the app unchanged and stands between the exchanges, scrubbed with the same tokens', async () => {
  const arrived: object[] = []
  const app = await startApp(async (incoming, response) => {
    let body = ''
    for await (const chunk of incoming) body += chunk
    arrived.push({ url: incoming.url, signature: incoming.headers['x-signature'], body })
    response.writeHead(202).end('taken')
  })
  const { text, printed, json } = await recordHooks(app)
  expect(printed[1]).toMatch(/^webhooks addr=127\.0\.0\.1:\d+ forward=http:\/\/127\.0\.0\.1:\d+\/hooks$/)
  expect(arrived).toEqual([
    {
      url: '/hooks/orders?from=service',
      signature: 'sha256=2b',
      body: '{"event":"order.created","contact":"ada.lovelace@gmail.com"}',
    },
  ])
  expect(seen).toEqual([{ status: 202, body: 'taken' }])
  expect(text).toContain('recorded orders: 3 exchanges and 1 webhook in 1 session')
  expect(json).toMatchObject({ exchanges: 3, deliveries: 1, lost: 0 })

  const list = await run('inspect', { name: 'orders', session: 'latest' })
  expect(list.text.split('\n').map((line) => line.trim().split(/\s+/).slice(0, 2))).toEqual([
    ['KIND', 'INDEX'],
    ['0', expect.anything()],
    ['1', expect.anything()],
    ['webhook', '2'],
    ['3', expect.anything()],
  ])
  expect((await run('inspect', { name: 'orders' })).text).toContain('WEBHOOKS')
  const write = (await exchangeAt(1)) as { response: { body: { json: { contact: string } } } }
  const { contact } = write.response.body.json
  expect(contact).not.toContain('lovelace')
  expect(await exchangeAt(2)).toMatchObject({
    webhook: true,
    request: { method: 'POST', target: '/orders?from=service', body: { json: { event: 'order.created', contact } } },
    response: { status: 202, body: { text: 'taken' } },
  })
})

test('an app that refuses is heard by the service, and one that is not there is answered for and recorded', async () => {
  await recordHooks(await startApp((_, response) => void response.writeHead(503).end('later')))
  expect(seen).toEqual([{ status: 503, body: 'later' }])
  expect(await exchangeAt(2)).toMatchObject({ webhook: true, response: { status: 503 } })

  const gone = createServer()
  const port = await listening(gone)
  await new Promise((resolve) => gone.close(resolve))
  rmSync(join(cwd, 'twins'), { recursive: true })
  await recordHooks(`http://127.0.0.1:${port}`)
  expect(seen).toEqual([{ status: 502, body: expect.stringContaining('this answer is not from the service') }])
  expect(await exchangeAt(2)).toMatchObject({ webhook: true, failure: { kind: 'upstream-unreachable' } })
})

test('webhooks survive a rescrub, are learned from, and an export says that it leaves them out', async () => {
  await recordHooks(await startApp((_, response) => void response.end('ok')))
  const scrubToml = join(cwd, 'twins/orders/scrub.toml')
  writeFileSync(scrubToml, `${readFileSync(scrubToml, 'utf8')}\n[[rule]]\nname = "event"\njson = "$.event"\n`)
  const rescrubbed = await run('recordings rescrub', { name: 'orders' })
  expect(rescrubbed.json).toMatchObject({ rewritten: [expect.any(String)] })
  const hook = (await exchangeAt(2)) as { webhook: boolean; request: { body: { text: string } } }
  expect(hook.webhook).toBe(true)
  expect(hook.request.body.text).not.toContain('order.created')

  const told: Told = { notes: [], printed: [] }
  const har = await run('export har', { name: 'orders' }, told)
  expect(told.notes.join()).toContain('1 recorded webhook is left out')
  expect((har.json as { log: { entries: object[] } }).log.entries).toHaveLength(3)
  expect((await run('synth', { name: 'orders' })).text).toContain('webhooks of 1 event learned from 1 that were recorded')
})

test('a body streams through to the app before it has ended', async () => {
  const first = Promise.withResolvers<string>()
  const app = await startApp((incoming, response) => {
    incoming.once('data', (chunk) => first.resolve(String(chunk)))
    incoming.on('end', () => response.end('ok'))
  })
  await run('init', { name: 'orders', baseUrl: `http://127.0.0.1:${await startService(() => '')}` })
  const told: Told = { notes: [], printed: [] }
  const stop = new AbortController()
  const recording = run('record', { name: 'orders', webhooks: 0, forward: app }, told, stop.signal)
  await expect.poll(() => told.printed[1]).toBeDefined()
  const sent = request(`http://${/addr=(\S+)/.exec(told.printed[1] ?? '')?.[1]}/big`, { method: 'POST' })
  const answered = new Promise<number | undefined>((resolve) => sent.on('response', ({ statusCode }) => resolve(statusCode)))
  sent.write('half ')
  expect(await first.promise).toBe('half ')
  sent.end('whole')
  expect(await answered).toBe(200)
  stop.abort()
  expect((await recording).text).toContain('0 exchanges and 1 webhook in 1 session')
  await expect(run('synth', { name: 'orders' })).rejects.toMatchObject({ code: 'recordings-missing' })
})

test('half of the options, or an app that is the recorder itself, is refused', async () => {
  await run('init', { name: 'orders', baseUrl: `http://127.0.0.1:${await startService(() => '')}` })
  await expect(run('record', { name: 'orders', webhooks: 0 })).rejects.toMatchObject({ code: 'webhooks-incomplete', exitCode: 1 })
  await expect(run('record', { name: 'orders', forward: 'http://127.0.0.1:1' })).rejects.toMatchObject({ code: 'webhooks-incomplete' })
  const gone = createServer()
  const port = await listening(gone)
  await new Promise((resolve) => gone.close(resolve))
  await expect(run('record', { name: 'orders', webhooks: port, forward: `http://localhost:${port}/hooks` })).rejects.toMatchObject({
    code: 'upstream-is-recorder',
    exitCode: 1,
  })
})
