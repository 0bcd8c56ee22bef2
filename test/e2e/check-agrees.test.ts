import http from 'node:http'
import { expect, test } from 'vitest'
import { checkTwin, prepareSessions, Replay, type ReplayAnswer } from '#conform'
import { compileTwin, createStrictTwin, type Twin } from '#engine'
import type { HttpRequest } from '#http'
import { type ClockChoice, startServer } from '#server'
import { createSourceClock } from '#state'
import { learn } from '#synth'
import { recordShop } from '../laws/shop-session.ts'

const sessions = [1, 2, 3, 4].map(recordShop)
const clockToleranceMs = 5000

/** Divergences of a run as a list of texts: where, what kind. */
type Found = readonly string[]

function inMemory(twin: Twin, recorded = sessions): Found {
  return checkTwin(twin, recorded).divergences.map(({ session, exchange, path, category }) => `${session}#${exchange} ${path} ${category}`)
}

/** The same sessions put to the twin behind its server, each in a session of its own, by a clock that follows the recording. */
async function onTheWire(twin: Twin, recorded = sessions): Promise<Found> {
  let nowMs = 0
  const clock: ClockChoice = { text: 'real', real: true, createClock: () => createSourceClock(() => nowMs) }
  const server = await startServer({ twin, fidelity: 'synth', host: '127.0.0.1', port: 0, seed: 1, clock, note: () => {} })
  const found: string[] = []
  try {
    for (const prepared of prepareSessions(recorded, { twinOrigin: server.url })) {
      const replay = new Replay(prepared, { clockToleranceMs })
      for (const [at, { exchange }] of prepared.exchanges.entries()) {
        nowMs = exchange.startedAtMs
        const report = replay.judge(at, await send(server.url, replay.request(at), prepared.id))
        found.push(...report.divergences.map(({ session, exchange: own, path, category }) => `${session}#${own} ${path} ${category}`))
      }
    }
  } finally {
    await server.close()
  }
  return found
}

function send(url: string, { method, target, headers, body }: HttpRequest, session: string): Promise<ReplayAnswer> {
  return new Promise((done, fail) => {
    const sent = { ...Object.fromEntries(headers), 'X-Doppel-Session': session, 'Content-Length': String(body.length) }
    const request = http.request(url + target, { method, headers: sent }, (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('end', () => {
        const own = response.rawHeaders.flatMap((name, at, all) => (at % 2 === 0 ? [[name, all[at + 1] ?? ''] as const] : []))
        const provenance = String(response.headers['x-doppel-provenance'] ?? '')
        done({ response: { status: response.statusCode ?? 0, headers: own, body: new Uint8Array(Buffer.concat(parts)) }, provenance })
      })
    })
    request.on('error', fail)
    request.end(body)
  })
}

test('T60 in memory and on the wire a twin is told from the service by the same', async () => {
  const learned = learn(sessions, { name: 'shop' })
  const twin = compileTwin(learned.model, learned)
  expect(inMemory(twin)).toEqual([])
  expect(await onTheWire(twin)).toEqual([])

  const poor = learn(sessions.slice(0, 1), { name: 'shop' })
  const wrong = compileTwin({ ...poor.model, routes: poor.model.routes.filter(({ method }) => method !== 'PATCH') })
  const found = inMemory(wrong)
  expect(found.length).toBeGreaterThan(0)
  expect(await onTheWire(wrong)).toEqual(found)
})

test('T60 a strict twin of the recordings agrees with them', async () => {
  const one = sessions.slice(0, 1)
  const strict = createStrictTwin(one, { name: 'shop' })
  expect(inMemory(strict, one)).toEqual([])
  expect(await onTheWire(strict, one)).toEqual([])
})
