import { expect, it } from 'vitest'
import { checkTwin, compileTwin, type Exchange, learn, parseClockChoice, type RecordedSession, startServer } from '../../src/index.ts'

const encoder = new TextEncoder()
const startMs = Date.UTC(2026, 0, 1)

/** A session of a service that keeps notes, as a recorder would have seen it. */
function recordNotes(id: string, texts: readonly string[]): RecordedSession {
  const exchanges: Exchange[] = []
  const add = (method: string, target: string, body: unknown, status: number, answer: unknown) => {
    const headers = [['content-type', 'application/json']] as const
    const at = startMs + exchanges.length * 1000
    exchanges.push({
      index: exchanges.length,
      startedAtMs: at,
      endedAtMs: at + 5,
      request: { method, target, headers, body: body === undefined ? new Uint8Array() : encoder.encode(JSON.stringify(body)) },
      response: { status, headers, body: encoder.encode(JSON.stringify(answer)) },
    })
  }
  for (const [at, text] of texts.entries()) {
    add('POST', '/notes', { text }, 201, { id: at + 1, text })
    add('GET', `/notes/${at + 1}`, undefined, 200, { id: at + 1, text })
  }
  add('GET', '/notes/99', undefined, 404, { error: 'no such note' })
  return { id, tags: [], startedAtMs: startMs, upstream: 'http://notes.example', origin: 'http://notes.example', exchanges }
}

it('learns, checks and serves by the names that the package exports', async () => {
  const sessions = [recordNotes('a', ['buy milk', 'call Ada']), recordNotes('b', ['write', 'read', 'rest'])]
  const { model } = learn(sessions, { name: 'notes' })
  const twin = compileTwin(model)
  expect(checkTwin(twin, sessions).scoreBp).toBe(10_000)

  const clock = parseClockChoice('fixed:2026-01-01T00:00:00Z')
  if (clock === undefined) throw new Error('no clock')
  const server = await startServer({ twin, fidelity: 'synth', host: '127.0.0.1', port: 0, seed: 1, clock, note: () => {} })
  try {
    const made = await fetch(`${server.url}/notes`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"text":"new"}',
    })
    expect([made.status, await made.json()]).toEqual([201, { id: 1, text: 'new' }])
    const read = await fetch(`${server.url}/notes/1`)
    expect(await read.json()).toEqual({ id: 1, text: 'new' })
    expect((await fetch(`${server.url}/notes/7`)).status).toBe(404)
  } finally {
    await server.close()
  }
})
