import { equal, type Value } from '#lang'
import { createRandom, type Random } from '#state'
import { type Line, session, twinOf } from './guard/service-for-tests.ts'

/** A request of a client: method, path with query, body. */
export type Step = readonly [method: string, target: string, body?: unknown]

/** What a client draws from to decide what it does next. */
export interface Draw {
  /** A whole number from `low` to `high`. */
  int(low: number, high: number): number
  pick<T>(of: readonly T[]): T
  /** A word that hardly comes twice. */
  word(): string
}

/** A small service with what clients do to it at random. */
export interface DrawnService {
  /** A fresh service: answers with a status and a body. */
  // biome-ignore lint/suspicious/noExplicitAny: bodies of requests are whatever the service takes.
  make(): (method: string, path: readonly string[], body: any, query: URLSearchParams) => readonly [status: number, answer?: unknown]
  step(draw: Draw): Step
}

const sessionsLearned = 8
const sessionLength = 40
const firstUnseen = 1001

/** What a twin that learned some sessions answers otherwise than the service in two sessions that it has not seen, a line each. */
export function differences(service: DrawnService): string[] {
  const learned = Array.from({ length: sessionsLearned }, (_, at) => session(at, play(service, at + 1)))
  return [firstUnseen, firstUnseen + 1].flatMap((seed) => {
    const ask = twinOf(learned)
    return play(service, seed).flatMap(([method, target, body, status, answer]) => {
      const given = ask(method, target, body)
      const isSame = given.status === status && equal(given.body as Value, answer as Value)
      return isSame ? [] : [`${method} ${target} ${status} ${JSON.stringify(answer)} | ${given.status} ${JSON.stringify(given.body)}`]
    })
  })
}

function play(service: DrawnService, seed: number): Line[] {
  const draw = drawFrom(createRandom(seed))
  const answer = service.make()
  return Array.from({ length: sessionLength }, (): Line => {
    const [method, target, body] = service.step(draw)
    const { pathname, searchParams } = new URL(target, 'http://service.test')
    const [status, shown] = answer(method, pathname.split('/').slice(1), body, searchParams)
    return [method, target, body, status, structuredClone(shown)]
  })
}

const words = ['lamp', 'river', 'stone', 'cloud', 'paper', 'glass', 'apple', 'tiger', 'ocean', 'pearl', 'maple', 'raven']

function drawFrom(random: Random): Draw {
  const int = (low: number, high: number) => low + Math.floor(random() * (high - low + 1))
  const pick = <T>(of: readonly T[]) => of[int(0, of.length - 1)] as T
  return { int, pick, word: () => `${pick(words)}-${int(10, 999)}` }
}
