import type { Exchange, HttpRequest, HttpResponse } from '#http'
import type { RecordedSession } from '#recording'
import { createRandom } from '#state'
import { Client, NothingYet } from './client.ts'
import type { Action, Sent, ServiceSpec } from './service-spec.ts'

const startMs = Date.UTC(2026, 2, 1, 9)
const hourMs = 3_600_000
const triesMax = 100

/** Whoever answers: the service, or a twin of it. */
export interface Target {
  (request: HttpRequest, nowMs: number): HttpResponse
  /** What it has sent by itself until then; without, it sends nothing. */
  readonly sentUntil?: ((nowMs: number) => readonly Sent[]) | undefined
}

/** How long it is listened after the last request. */
const listenMs = 5000
/** On its way, a webhook takes so long. */
const onWayMs = 30

/** Records one session of random traffic on a fresh target; the seed decides about every request. */
export function recordSession(spec: ServiceSpec, target: Target, seed: number, length = 40): RecordedSession {
  const client = new Client(createRandom(seed))
  const traffic = spec.traffic(client)
  const opening = spec.opening?.(client) ?? []
  const startedAtMs = startMs + seed * hourMs
  const exchanges: Exchange[] = []
  const deliveries: Exchange[] = []
  let nowMs = startedAtMs
  let place = 0
  const listen = (untilMs: number) => {
    for (const { atMs, request } of target.sentUntil?.(untilMs) ?? []) {
      const times = { startedAtMs: atMs + onWayMs, endedAtMs: atMs + onWayMs + 2 }
      deliveries.push({
        index: place++,
        ...times,
        request,
        response: { status: 200, headers: [], body: new Uint8Array() },
        isDelivery: true,
      })
    }
  }
  for (let index = 0; index < length; index++) {
    client.nowMs = nowMs
    const request = opening[index]?.() ?? nextRequest(client, traffic)
    const response = target(request, nowMs)
    client.see(request, response)
    exchanges.push({ index: place++, startedAtMs: nowMs, endedAtMs: nowMs + 4, request, response })
    nowMs += 700 + (index % 7) * 211
    listen(nowMs - onWayMs)
  }
  listen(nowMs + listenMs)
  const id = `sim-${String(seed).padStart(6, '0')}`
  const webhooks = target.sentUntil ? { webhooks: { origin: 'http://hooks.test', forward: 'http://app.test' }, deliveries } : {}
  return { id, tags: [], startedAtMs, upstream: 'http://service.test', origin: 'http://recorder.test', exchanges, ...webhooks }
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
