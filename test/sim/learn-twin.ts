import { compileTwin, type Twin } from '#engine'
import type { RecordedSession } from '#recording'
import { createSourceClock } from '#state'
import { learn } from '#synth'
import { createService } from './create-service.ts'
import { recordSession, type Target } from './record-session.ts'
import type { ResourceSpec } from './resource-spec.ts'

/** Sessions of traffic on fresh services, one for each seed; `makeTarget` gives a fresh target. */
export function recordSessions(spec: ResourceSpec, seeds: readonly number[], makeTarget: (seed: number) => Target): RecordedSession[] {
  return seeds.map((seed) => recordSession(spec, makeTarget(seed), seed))
}

/** The service itself. Its ids differ from session to session, as those of a real one do. */
export function serviceTarget(spec: ResourceSpec): (seed: number) => Target {
  return (seed) => {
    const service = createService(spec, seed * 7919 + 13)
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

export function learnTwin(sessions: readonly RecordedSession[], name: string): Twin {
  return compileTwin(learn(sessions, { name }).model)
}

/** `count` whole numbers from `first` on. */
export function range(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, at) => first + at)
}
