import fastCheck from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RunningServer, realClock, startServer } from '#server'
import { createItemTwin } from './serve-twin.ts'
import { sendRawAndEnd } from './serve-wire.ts'

let server: RunningServer
const notes: string[] = []

beforeAll(async () => {
  server = await startServer({
    twin: createItemTwin(),
    fidelity: 'synth',
    host: '127.0.0.1',
    port: 0,
    seed: 7,
    clock: realClock,
    limits: { headersTimeoutMs: 100, requestTimeoutMs: 100, maxSessions: 5 },
    note: (line) => notes.push(line),
  })
})

afterAll(() => server.close())

const samples = [
  'GET /items/1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
  'POST /items HTTP/1.1\r\nHost: localhost\r\nX-Doppel-Session: a\r\nContent-Type: application/json\r\nContent-Length: 12\r\nConnection: close\r\n\r\n{"name":"x"}',
  'POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n3\r\nabc\r\n0\r\nX-A: b\r\n\r\n',
  'POST /__doppel/session?session=b HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}',
  'POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Encoding: gzip\r\nExpect: 100-continue\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc',
]

/** Cuts a piece out of a request and puts something else there. */
const mutated = fastCheck
  .record({
    sample: fastCheck.constantFrom(...samples),
    at: fastCheck.nat(300),
    cut: fastCheck.nat(12),
    put: fastCheck.oneof(
      fastCheck.string({ maxLength: 8, unit: 'binary-ascii' }),
      fastCheck.constantFrom(
        '\r\n',
        '\n',
        '\r\n\r\n',
        ': ',
        '%',
        '%zz',
        '/../',
        '__proto__',
        '\0',
        'HTTP/1.1',
        '99999999999999999999',
        '-1',
        ';',
      ),
    ),
  })
  .map(({ sample, at, cut, put }) => {
    const place = at % sample.length
    return sample.slice(0, place) + put + sample.slice(place + cut)
  })

test('T77 whatever bytes come, each connection gets answers or an end, and the server lives', async () => {
  await fastCheck.assert(
    fastCheck.asyncProperty(fastCheck.array(mutated, { minLength: 20, maxLength: 20 }), async (requests) => {
      const answers = await Promise.all(requests.map((bytes) => sendRawAndEnd(server.port, bytes)))
      for (const answer of answers) expect(answer).toMatch(/^(HTTP\/1\.1 \d{3} |$)/)
      expect((await fetch(`${server.url}/items`)).status).toBe(200)
    }),
    { numRuns: 30 },
  )
  // The twin of the test throws on bodies that are no JSON, and on nothing else.
  for (const note of notes) expect(note).toMatch(/SyntaxError/)
})
