import { checkTwin, type Report } from '#conform'
import { compileTwin, composeDelivery, type Twin, type TwinEvent } from '#engine'
import type { HttpRequest } from '#http'
import type { Model } from '#model'
import type { RecordedSession } from '#recording'
import { createSourceClock } from '#state'
import { learn } from '#synth'
import { recordSession, type Target } from './record-session.ts'
import { startService } from './service.ts'
import type { Sent, ServiceSpec } from './service-spec.ts'

/** Sessions of traffic on fresh services, one for each seed; `makeTarget` gives a fresh target. */
export function recordSessions(spec: ServiceSpec, seeds: readonly number[], makeTarget: (seed: number) => Target): RecordedSession[] {
  return seeds.map((seed) => recordSession(spec, makeTarget(seed), seed))
}

/** The service itself. Its ids differ from session to session, as those of a real one do. */
export function serviceTarget(spec: ServiceSpec): (seed: number) => Target {
  return (seed) => {
    const service = startService(spec, seed * 7919 + 13)
    const answer = (request: HttpRequest, nowMs: number) => service.answer(request, nowMs)
    return spec.tells ? Object.assign(answer, { sentUntil: service.sentUntil }) : answer
  }
}

/** A twin in the place of the service. */
export function twinTarget(twin: Twin): (seed: number) => Target {
  return (seed) => {
    let atMs = 0
    const session = twin.createSession({ seed, clock: createSourceClock(() => atMs), origin: 'http://service.test' })
    const waiting: Sent[] = []
    const take = (events: readonly TwinEvent[] = []) => waiting.push(...events.flatMap((event) => sentOf(event, twin.webhooks)))
    const answer = (request: HttpRequest, nowMs: number) => {
      atMs = nowMs
      const { response, events } = session.answer(request)
      take(events)
      return response
    }
    if (twin.webhooks === undefined) return answer
    return Object.assign(answer, {
      sentUntil: (nowMs: number) => {
        atMs = nowMs
        take(session.work?.().events)
        const due = waiting.filter((one) => one.atMs <= nowMs)
        for (const one of due) waiting.splice(waiting.indexOf(one), 1)
        return due.sort((one, other) => one.atMs - other.atMs)
      },
    })
  }
}

/** The deliveries of an event to those who are to be told of it. */
function sentOf(event: TwinEvent, webhooks: Twin['webhooks'] = {}): Sent[] {
  return event.receivers.map(({ url, afterMs = 0, secret = 'secret' }) => {
    const atMs = event.atMs + afterMs
    const { method, url: whole, headers, body } = composeDelivery(event, { url, atMs, secret }, webhooks)
    const target = whole.replace(/^https?:\/\/[^/]*/, '')
    return { atMs, request: { method, target, headers, body: new TextEncoder().encode(body) } }
  })
}

export interface Judged {
  readonly model: Model
  readonly notes: ReadonlyMap<string, readonly string[]>
  readonly twin: Twin
  readonly report: Report
}

/** Learns whatever answers from ten sessions, by its rules alone, and judges the twin on ten that it has not seen. */
export function judge(spec: ServiceSpec, seed: number, target = serviceTarget(spec), count = 10): Judged {
  const { model, notes } = learn(recordSessions(spec, range(seed * 1000, count), target), { name: spec.name })
  const twin = compileTwin(model)
  return { model, notes, twin, report: checkTwin(twin, recordSessions(spec, range(seed * 1000 + 500, 10), target), { seed: seed + 1 }) }
}

export function learnTwin(sessions: readonly RecordedSession[], name: string): Twin {
  return compileTwin(learn(sessions, { name }).model)
}

/** `count` whole numbers from `first` on. */
export function range(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, at) => first + at)
}
