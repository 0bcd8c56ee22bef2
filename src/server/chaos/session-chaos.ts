import type { HttpRequest } from '#http'
import { type ChaosRule, latenciesOf } from '#model'
import { createRandom, type Random, type RandomWords, resumeRandom } from '#state'
import { deriveSeed } from '../derive-seed.ts'
import type { ServedSession } from '../served-session.ts'
import type { Snapshot } from '../snapshot.ts'
import type { ChaosEntry, RuleName } from './chaos-desk.ts'
import type { CompiledRule } from './compile-rule.ts'
import { drawLatency } from './draw-latency.ts'

/** What is to happen to one request. */
export interface Plan {
  /** How long its answer is held back, ms. */
  readonly delayMs: number
  /** What goes wrong beside that. */
  readonly rule?: Exclude<ChaosRule, { fault: 'latency' }>
}

/** The dice and counts as data, without the moment before. */
export interface SavedDice {
  readonly random: RandomWords
  readonly counts: readonly { readonly rule: RuleName; readonly matched: number; readonly struck: number }[]
  readonly held: number
}

interface Count {
  matched: number
  struck: number
}

/** The dice and counts of one session, and what its faults keep. A reset begins them anew. */
export class SessionChaos {
  readonly #session: ServedSession
  #random: Random
  readonly #counts = new Map<CompiledRule, Count>()
  /** As the session was before its last write; kept only while something may be stale. */
  before: Snapshot | undefined
  /** What its requests have asked for in their headers, by text. */
  readonly asked = new Map<string, readonly ChaosEntry[]>()
  #held = 0
  #goOn: (() => void) | undefined

  constructor(session: ServedSession) {
    this.#session = session
    this.#random = createRandom(deriveSeed(session.seed, 'chaos'))
  }

  /** So many requests have let others pass: the number of the last one. */
  get held(): number {
    return this.#held
  }

  /** Whether that one still waits. */
  get isHolding(): boolean {
    return this.#goOn !== undefined
  }

  /** Holds a request until another one was answered, or it is let go; gives its number. */
  hold(goOn: () => void): number {
    this.#goOn = goOn
    return ++this.#held
  }

  /** The request of that number goes on, if it is held. */
  letGo(held: number): void {
    if (held !== this.#held) return
    const goOn = this.#goOn
    this.#goOn = undefined
    goOn?.()
  }

  /** What goes on once the request that is asked now was answered. */
  takeHeld(): (() => void) | undefined {
    const goOn = this.#goOn
    this.#goOn = undefined
    return goOn
  }

  /** Counts of a rule that is nowhere any more are left out. */
  save(names: ReadonlyMap<CompiledRule, RuleName>): SavedDice {
    const counts = [...this.#counts].flatMap(([rule, { matched, struck }]) => {
      const name = names.get(rule)
      return name === undefined ? [] : [{ rule: name, matched, struck }]
    })
    return { random: [...this.#random.words()], counts, held: this.#held } as SavedDice
  }

  /** Goes on from what was saved; `ruleOf` finds a rule by its name. */
  load({ random, counts, held }: SavedDice, ruleOf: (name: RuleName) => CompiledRule | undefined): void {
    this.#random = resumeRandom(random)
    this.#held = held
    for (const { rule: name, ...count } of counts) {
      const rule = ruleOf(name)
      if (rule !== undefined) this.#counts.set(rule, count)
    }
  }

  /** The first fault that strikes, after all latencies that do; undefined when nothing happens. */
  plan(request: HttpRequest, rules: readonly CompiledRule[]): Plan | undefined {
    const nowMs = this.#session.clock.nowMs()
    const route = this.#session.routeOf(request)
    let delayMs = 0
    for (const compiled of rules) {
      if (!this.#strikes(compiled, request, route, nowMs)) continue
      const { rule } = compiled
      if (rule.fault !== 'latency') return { delayMs, rule }
      delayMs += drawLatency(rule, this.#random, compiled.latencies && latenciesOf(compiled.latencies, route))
    }
    return delayMs > 0 ? { delayMs } : undefined
  }

  #strikes(compiled: CompiledRule, request: HttpRequest, route: string | undefined, nowMs: number): boolean {
    const { after = 0, every = 1, times = Number.POSITIVE_INFINITY, probability } = compiled.rule
    if (!this.#isTime(compiled.rule, nowMs) || !compiled.concerns(request, route, nowMs)) return false
    const count = this.#countOf(compiled)
    count.matched++
    const number = count.matched - after
    if (number < 1 || number % every !== 0 || count.struck >= times) return false
    // a certain strike takes nothing from the stream: adding such a rule moves no dice of others
    if (probability < 1 && this.#random() >= probability) return false
    count.struck++
    return true
  }

  #countOf(compiled: CompiledRule): Count {
    let count = this.#counts.get(compiled)
    if (count === undefined) {
      count = { matched: 0, struck: 0 }
      this.#counts.set(compiled, count)
    }
    return count
  }

  #isTime({ from, until, cycle }: ChaosRule, nowMs: number): boolean {
    if (from !== undefined && nowMs < this.#momentMs(from)) return false
    if (until !== undefined && nowMs >= this.#momentMs(until)) return false
    return cycle === undefined || (nowMs - this.#session.beganMs) % cycle.every < cycle.for
  }

  #momentMs(moment: NonNullable<ChaosRule['from']>): number {
    return 'atMs' in moment ? moment.atMs : this.#session.beganMs + moment.sinceBeginMs
  }
}
