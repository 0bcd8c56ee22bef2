import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { runVerb } from './run-verb.ts'
import { createServingWorkspace, type ServingWorkspace } from './serving-workspace.ts'

interface OtlpSpan {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly traceState?: string
  readonly name: string
  readonly kind: number
  readonly startTimeUnixNano: string
  readonly endTimeUnixNano: string
  readonly status: { readonly code?: number }
  readonly attributes: readonly { readonly key: string; readonly value: Record<string, string> }[]
}

/** Takes spans as a collector does, and answers what it is told to. */
class Collector {
  readonly spans: OtlpSpan[] = []
  readonly resources: unknown[] = []
  headers: IncomingHttpHeaders = {}
  path: string | undefined
  status = 200
  said = '{}'
  asked = 0
  readonly #server = createServer((message, response) => {
    const parts: Buffer[] = []
    message.on('data', (part: Buffer) => parts.push(part))
    message.on('end', () => {
      this.asked++
      this.headers = message.headers
      this.path = message.url
      if (this.status === 200) {
        const body = JSON.parse(Buffer.concat(parts).toString()) as {
          resourceSpans: { resource: unknown; scopeSpans: { spans: OtlpSpan[] }[] }[]
        }
        for (const { resource, scopeSpans } of body.resourceSpans) {
          this.resources.push(resource)
          for (const { spans } of scopeSpans) this.spans.push(...spans)
        }
      }
      response.writeHead(this.status, { 'content-type': 'application/json' }).end(this.said)
    })
  })

  async open(): Promise<string> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async got(count: number): Promise<OtlpSpan[]> {
    await vi.waitFor(() => expect(this.spans.length).toBeGreaterThanOrEqual(count), { timeout: 10_000 })
    return this.spans
  }

  close(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }
}

let workspace: ServingWorkspace
let collector: Collector
let env: Record<string, string>

beforeEach(async () => {
  workspace = await createServingWorkspace()
  collector = new Collector()
  env = { OTEL_EXPORTER_OTLP_ENDPOINT: await collector.open(), OTEL_BSP_SCHEDULE_DELAY: '20' }
})

afterEach(() => collector.close())

const attributesOf = ({ attributes }: OtlpSpan) => Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]))
const metricOf = async (url: string, result: string) => {
  const text = await (await fetch(`${url}/__doppel/metrics`)).text()
  const line = text.split('\n').find((one) => one.startsWith('doppel_spans_total') && one.includes(`result="${result}"`))
  return line === undefined ? undefined : Number(line.split(' ').at(-1))
}

test('each request is a span under the one that caused it, in the words of the semantic conventions', async () => {
  const url = await workspace.serve(
    {},
    {},
    { ...env, OTEL_EXPORTER_OTLP_HEADERS: 'x-key=a%20b', OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=ci' },
  )
  const traceparent = `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01`
  await fetch(`${url}/~a/thing0/1?token=secret`, { headers: { traceparent, tracestate: 'x=1' } })
  const [span] = (await collector.got(1)) as [OtlpSpan]
  expect(collector.path).toBe('/v1/traces')
  expect(collector.headers).toMatchObject({ 'x-key': 'a b', 'content-type': 'application/json' })
  expect(collector.resources[0]).toEqual({
    attributes: [
      { key: 'deployment.environment.name', value: { stringValue: 'ci' } },
      { key: 'service.name', value: { stringValue: 'things' } },
    ],
  })
  expect(span).toMatchObject({
    traceId: 'ab'.repeat(16),
    parentSpanId: 'cd'.repeat(8),
    traceState: 'x=1',
    name: 'GET /thing0/{id}',
    kind: 2,
    status: {},
  })
  expect(span.spanId).toMatch(/^[0-9a-f]{16}$/)
  expect(BigInt(span.endTimeUnixNano) >= BigInt(span.startTimeUnixNano)).toBe(true)
  expect(Math.abs(Number(span.endTimeUnixNano) / 1e6 - Date.now())).toBeLessThan(60_000)
  expect(attributesOf(span)).toMatchObject({
    'http.request.method': 'GET',
    'url.path': '/thing0/1',
    'http.route': '/thing0/{id}',
    'http.response.status_code': '200',
    'server.address': '127.0.0.1',
    'doppel.twin': 'things',
    'doppel.session': 'a',
    'doppel.provenance': 'learned',
  })
  expect(attributesOf(span)).toHaveProperty(['doppel.case'])
  expect(JSON.stringify(span)).not.toContain('secret')
  await vi.waitFor(async () => expect(await metricOf(url, 'sent')).toBe(1))
})

test('a parent that does not hold begins a trace, one that is not sampled is not told', async () => {
  const url = await workspace.serve({}, {}, env)
  for (const traceparent of [
    `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-00`,
    `00-${'0'.repeat(32)}-${'cd'.repeat(8)}-01`,
    `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01-more`,
    `cc-${'ee'.repeat(16)}-${'cd'.repeat(8)}-01-more`,
  ])
    await fetch(`${url}/thing0/1`, { headers: { traceparent } })
  const spans = await collector.got(3)
  expect(spans.map(({ parentSpanId }) => parentSpanId)).toEqual([undefined, undefined, 'cd'.repeat(8)])
  expect(spans.map(({ traceId }) => traceId === 'ab'.repeat(16))).toEqual([false, false, false])
})

test('what chaos does is told: an error, a wait, a connection that was cut', async () => {
  const url = await workspace.serve({}, {}, env)
  const ask = (chaos: string) => fetch(`${url}/thing0/1`, { headers: { 'X-Doppel-Chaos': chaos } }).catch(() => undefined)
  await ask('error=503')
  await ask('latency=50ms')
  await ask('reset')
  const [error, late, cut] = (await collector.got(3)) as [OtlpSpan, OtlpSpan, OtlpSpan]
  expect(error.status).toEqual({ code: 2 })
  expect(attributesOf(error)).toMatchObject({ 'error.type': '503', 'http.response.status_code': '503', 'doppel.chaos': 'error 503' })
  expect(Number(BigInt(late.endTimeUnixNano) - BigInt(late.startTimeUnixNano)) / 1e6).toBeGreaterThanOrEqual(45)
  expect(attributesOf(cut)).toMatchObject({ 'error.type': 'aborted', 'doppel.chaos': 'reset' })
  expect(attributesOf(cut)).not.toHaveProperty(['http.response.status_code'])
})

test('a collector that is away costs what waits only: the rest is dropped and counted, and what waited goes when it is back', async () => {
  collector.status = 503
  const notes: string[] = []
  const url = await workspace.serve({}, { notes }, { ...env, OTEL_BSP_MAX_QUEUE_SIZE: '3', OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '2' })
  for (let count = 0; count < 5; count++) expect((await fetch(`${url}/thing0/1`)).status).toBe(200)
  await vi.waitFor(async () => expect(await metricOf(url, 'dropped')).toBe(2))
  await vi.waitFor(() => expect(collector.asked).toBeGreaterThan(2))
  expect(notes.filter((line) => line.includes('it answers 503'))).toHaveLength(1)
  collector.status = 200
  await collector.got(3)
  await vi.waitFor(async () => expect(await metricOf(url, 'sent')).toBe(3))
  expect(notes.at(-1)).toContain('again')
})

test('spans that a collector refuses are counted as dropped', async () => {
  collector.said = '{"partialSuccess":{"rejectedSpans":"1","errorMessage":"no"}}'
  const url = await workspace.serve({}, {}, env)
  await fetch(`${url}/thing0/1`)
  await vi.waitFor(async () => expect(await metricOf(url, 'dropped')).toBe(1))
  collector.status = 400
  await fetch(`${url}/thing0/1`)
  await vi.waitFor(async () => expect(await metricOf(url, 'dropped')).toBe(2))
})

test('what is left is sent when the server ends', async () => {
  const printed: string[] = []
  const stop = new AbortController()
  const flags = { name: 'things' }
  const slow = { ...env, OTEL_BSP_SCHEDULE_DELAY: '600000' }
  const served = runVerb(workspace.cwd, 'serve', flags, { printed, notes: [] }, stop.signal, slow)
  await vi.waitFor(() => expect(printed.join()).toContain('addr='))
  const address = /addr=(\S+)/.exec(printed.join())?.[1]
  await (await fetch(`http://${address}/thing0/1`)).text()
  expect(collector.spans).toEqual([])
  stop.abort()
  await served
  expect(collector.spans).toHaveLength(1)
})

test('without an endpoint there are no spans and no figures of them', async () => {
  const url = await workspace.serve()
  await fetch(`${url}/thing0/1`)
  expect(await metricOf(url, 'sent')).toBeUndefined()
})
