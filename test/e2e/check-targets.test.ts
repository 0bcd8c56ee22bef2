import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import type { Twin, TwinSession } from '#engine'
import { readSessions } from '#recording/io'
import { checkOnWire } from '../../src/verbs/check-on-wire.ts'
import { readServedTwin } from '../../src/verbs/read-served-twin.ts'
import type { VerbContext } from '../../src/verbs/verb.ts'
import { readTwinConfig } from '../../src/verbs/workspace.ts'
import { createOrderService } from './order-service.ts'
import { listening } from './record-lab.ts'
import { pointAt, type RunVerbOptions, recordOrders, runVerb } from './record-orders.ts'

let cwd: string

beforeEach(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'doppel-targets-'))
  onTestFinished(() => rmSync(cwd, { recursive: true }))
  await recordOrders(cwd, 0)
  await runVerb(cwd, 'synth', { name: 'orders', noHeldOut: true })
})

const context: VerbContext = {
  get cwd() {
    return cwd
  },
  env: {},
  signal: new AbortController().signal,
  note: () => {},
  print: () => {},
  progress: () => {},
}

/** A twin that answers the first request in a way that no server can send. */
function oddSession(session: TwinSession): TwinSession {
  let asked = 0
  return {
    state: () => session.state(),
    reset: () => session.reset(),
    answer: (request) => {
      const answer = session.answer(request)
      const { headers, body } = answer.response
      return asked++ === 0 ? { ...answer, response: { status: 1000, headers, body } } : answer
    },
  }
}

const check = (raw: object, options?: RunVerbOptions) => runVerb(cwd, 'check', { name: 'orders', ...raw }, options)

/** Starts a fresh service and makes it the live one. */
async function startService() {
  const service = createOrderService()
  await pointAt(cwd, `http://127.0.0.1:${await listening(service.server)}`)
  return service
}

describe('check --wire', () => {
  test('says what the check in memory says', async () => {
    const [inMemory, onWire] = [await check({}), await check({ wire: true })]
    expect(onWire.json).toEqual({ ...(inMemory.json as object), target: { kind: 'wire' } })
    expect(onWire.json).toMatchObject({ passed: true, score_bp: 10_000, exchanges_total: 11, divergences: [], findings: [] })
    const [byRule, byRuleOnWire] = [await check({ noRecall: true }), await check({ wire: true, noRecall: true })]
    expect(byRuleOnWire.json).toEqual({ ...(byRule.json as object), target: { kind: 'wire' } })
  })

  test('what the server makes of an answer is a divergence of its own', async () => {
    const place = await readTwinConfig(cwd, 'orders')
    const { sessions } = await readSessions(place.folder, { decoded: true })
    const twin = await readServedTwin(place, 'synth', context)
    // a status that no server can send
    const odd: Twin = { ...twin, createSession: (options) => oddSession(twin.createSession(options)) }
    const report = await checkOnWire(place, odd, sessions, { name: 'orders' }, context)
    const found = report.divergences.map(({ exchange, path, category }) => `#${exchange} ${path} ${category}`)
    expect(found.filter((line) => line.endsWith('wire_mismatch'))).toEqual(
      expect.arrayContaining(['#0 wire.status wire_mismatch', '#0 wire.body wire_mismatch']),
    )
    expect(report.passed).toBe(false)
  })
})

describe('check --target', () => {
  test('asks a running twin in sessions of its own, and ends them', async () => {
    const printed: string[] = []
    const stop = new AbortController()
    const serving = runVerb(cwd, 'serve', { name: 'orders', seed: 7 }, { printed, signal: stop.signal })
    await expect.poll(() => printed[0]).toBeDefined()
    const target = `http://${/addr=(\S+)/.exec(printed[0] ?? '')?.[1]}`
    await fetch(`${target}/orders`, { method: 'POST', body: '{"title":"mine"}' })
    const asked = { target: { kind: 'twin', url: target } }
    expect((await check({ target })).json).toMatchObject({ ...asked, passed: true, score_bp: 10_000, exchanges_total: 11 })
    const { sessions } = (await (await fetch(`${target}/__doppel/session`)).json()) as { sessions: { name: string; requests: number }[] }
    expect(sessions.map(({ name, requests }) => `${name} ${requests}`)).toEqual(['default 1'])
    stop.abort()
    await serving
  })

  test('writes to another server only when that may be', async () => {
    const { server, asked } = createOrderService()
    const target = `http://127.0.0.1:${await listening(server)}`
    await check({ target })
    expect(asked.filter((line) => !line.startsWith('GET'))).toEqual([])
    const { json, text } = await check({ target, allowWrites: true })
    expect(json).toMatchObject({ target: { kind: 'service', url: target }, score_bp: 10_000, exchanges_total: 11 })
    expect(text).toContain(`asked the server at ${target}`)
    expect(asked).toContain('DELETE /orders/1')
  })

  test('a server that never answers ends the check', async () => {
    await expect(check({ target: 'http://127.0.0.1:9', allowWrites: true })).rejects.toMatchObject({ code: 'service-silent', exitCode: 4 })
  })
})

describe('check --upstream', () => {
  test('asks first, and sends nothing without a yes', async () => {
    const { asked } = await startService()
    await expect(check({ upstream: true })).rejects.toMatchObject({ code: 'check-unconfirmed', exitCode: 1 })
    const questions: string[] = []
    const confirm = async (question: string) => questions.push(question) > 1
    await expect(check({ upstream: true }, { confirm })).rejects.toMatchObject({ code: 'check-unconfirmed' })
    expect(questions[0]).toMatch(/^1 reads and 0 writes go to http:\S+, at most 5 a second\. Send them\?$/)
    expect(asked).toEqual([])
    await check({ upstream: true }, { confirm })
    expect(asked).toEqual(['GET /orders'])
  })

  test('reads alone, and says what it left out', async () => {
    const { orders, asked } = await startService()
    const { json } = await check({ upstream: true, yes: true })
    expect(asked).toEqual(['GET /orders'])
    expect(orders.size).toBe(0)
    expect(json).toMatchObject({ score_bp: 10_000, exchanges_total: 1, exchanges_skipped: 10 })
    expect(json).toMatchObject({
      findings: [{ code: 'writes-left-out', message: '5 writes were not sent, nor 5 reads that come after one and may show it' }],
    })
  })

  test('with writes it holds all of the recording against the service, and finds its drift', async () => {
    await startService()
    const raw = { upstream: true, yes: true, allowWrites: true, rate: 1000 }
    expect((await check(raw)).json).toMatchObject({ passed: true, score_bp: 10_000, exchanges_total: 11 })
    // the second time the list has what the first time left
    const { json, exitCode } = await check(raw)
    expect(exitCode).toBe(2)
    expect(json).toMatchObject({ divergences: [{ route: 'GET /orders', path: 'body', category: 'array_length_mismatch' }, {}] })
  })
})

test.each([
  [{ wire: true, upstream: true }, '--wire and --upstream are different things to check'],
  [{ heldOut: true, target: 'http://127.0.0.1:9' }, '--target and --held-out are different things to check'],
  [{ allowWrites: true, rate: 3 }, '--allow-writes and --rate is about a service, and none is asked'],
])('%j is refused', async (raw, message) => {
  await expect(check(raw)).rejects.toMatchObject({ code: 'check-target', exitCode: 1, message })
})
