import { checkTwin, type Report } from '#conform'
import { compileTwin, type Twin } from '#engine'
import type { Model } from '#model'
import type { RecordedSession } from '#recording'
import { createSourceClock } from '#state'
import { learn } from '#synth'
import { recordSession, type Target } from './record-session.ts'
import { startService } from './service.ts'
import type { ServiceSpec } from './service-spec.ts'

/** Sessions of traffic on fresh services, one for each seed; `makeTarget` gives a fresh target. */
export function recordSessions(spec: ServiceSpec, seeds: readonly number[], makeTarget: (seed: number) => Target): RecordedSession[] {
  return seeds.map((seed) => recordSession(spec, makeTarget(seed), seed))
}

/** The service itself. Its ids differ from session to session, as those of a real one do. */
export function serviceTarget(spec: ServiceSpec): (seed: number) => Target {
  return (seed) => {
    const service = startService(spec, seed * 7919 + 13)
    return (request, nowMs) => service.answer(request, nowMs)
  }
}

/** A twin in the place of the service. */
export function twinTarget(twin: Twin): (seed: number) => Target {
  return (seed) => {
    let atMs = 0
    const session = twin.createSession({ seed, clock: createSourceClock(() => atMs), origin: 'http://service.test' })
    return (request, nowMs) => {
      atMs = nowMs
      return session.answer(request).response
    }
  }
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
