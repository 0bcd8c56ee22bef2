import type { Exchange, HttpRequest, HttpResponse } from '#http'
import type { RecordedSession } from '#recording'
import { createRandom } from '#state'
import { Client, NothingYet } from './client.ts'
import type { Action, ServiceSpec } from './service-spec.ts'

const startMs = Date.UTC(2026, 2, 1, 9)
const hourMs = 3_600_000
const triesMax = 100

/** Whoever answers: the service, or a twin of it. */
export type Target = (request: HttpRequest, nowMs: number) => HttpResponse

/** Records one session of random traffic on a fresh target; the seed decides about every request. */
export function recordSession(spec: ServiceSpec, target: Target, seed: number, length = 40): RecordedSession {
  const client = new Client(createRandom(seed))
  const traffic = spec.traffic(client)
  const opening = spec.opening?.(client) ?? []
  const startedAtMs = startMs + seed * hourMs
  const exchanges: Exchange[] = []
  let nowMs = startedAtMs
  for (let index = 0; index < length; index++) {
    client.nowMs = nowMs
    const request = opening[index]?.() ?? nextRequest(client, traffic)
    const response = target(request, nowMs)
    client.see(request, response)
    exchanges.push({ index, startedAtMs: nowMs, endedAtMs: nowMs + 4, request, response })
    nowMs += 700 + (index % 7) * 211
  }
  const id = `sim-${String(seed).padStart(6, '0')}`
  return { id, tags: [], startedAtMs, upstream: 'http://service.test', origin: 'http://recorder.test', exchanges }
}

function nextRequest(client: Client, traffic: readonly Action[]): HttpRequest {
  // An action stands there as often as its weight says.
  const choices = traffic.flatMap(([weight, request]) => Array.from({ length: weight }, () => request))
  for (let count = 0; count < triesMax; count++) {
    try {
      return client.pick(choices)()
    } catch (error) {
      if (!(error instanceof NothingYet)) throw error
    }
  }
  throw new Error('no request can be made: every one needs something of an answer')
}
