import { type ChaosProfiles, type ChaosRule, chaosFaults, parseChaosRule } from '#model'
import type { ServedSession } from '../served-session.ts'
import { type CompiledRule, compileRule, type Target } from './compile-rule.ts'
import { SessionChaos } from './session-chaos.ts'

/** Rules that are switched on and off together, under a name. */
export interface ChaosEntry {
  /** Of a profile, or the text of a rule. */
  readonly name: string
  readonly rules: readonly CompiledRule[]
}

/** Where a rule is. */
export interface RuleName {
  readonly in: readonly ['asked', text: string, place: number] | readonly ['on', place: number] | readonly ['profile', name: string]
  readonly at: number
}

/** So many texts of the requests of a session are remembered: more is somebody making them up. */
const rememberedTexts = 200

/** Chaos of a server: what there is, and what is on, for all sessions and for single ones. */
export class ChaosDesk {
  readonly #target: Target
  readonly #profiles: ReadonlyMap<string, ChaosEntry>
  #forAll: readonly ChaosEntry[] = []
  /** Of sessions that have it otherwise. */
  readonly #own = new Map<string, readonly ChaosEntry[]>()
  readonly #sessions = new WeakMap<ServedSession, SessionChaos>()
  /** Whether requests are to be asked about at all. */
  isOn = false

  /** Throws an `Error` that names a rule which can't do what it says. */
  constructor(profiles: ChaosProfiles, target: Target, known: ReadonlyMap<string, ChaosEntry> = new Map()) {
    this.#target = target
    const made = Object.entries(profiles).map(([name, rules]): [string, ChaosEntry] => [
      name,
      { name, rules: rules.map((rule, at) => this.#compile(rule, `${name}[${at}]`)) },
    ])
    this.#profiles = new Map([...known, ...made])
  }

  /** Names of the profiles. */
  get profiles(): string[] {
    return [...this.#profiles.keys()]
  }

  /** What is on in a session; for all that have nothing of their own where none is named. */
  on(session?: string): readonly ChaosEntry[] {
    return (session === undefined ? undefined : this.#own.get(session)) ?? this.#forAll
  }

  /** Replaces what is on. Throws an `Error` when a text is neither a profile nor a rule. */
  switchTo(texts: readonly string[], session?: string): void {
    this.#set(
      texts.map((text) => this.#entry(text)),
      session,
    )
  }

  switchOn(text: string, session?: string): void {
    const entry = this.#entry(text)
    this.#set([...this.on(session).filter(({ name }) => name !== entry.name), entry], session)
  }

  switchOnRule(rule: ChaosRule, session?: string): string {
    const name = JSON.stringify(rule)
    this.#set([...this.on(session), { name, rules: [this.#compile(rule, 'rule')] }], session)
    return name
  }

  /** False where it was not on. */
  switchOff(name: string, session?: string): boolean {
    const rest = this.on(session).filter((entry) => entry.name !== name)
    const wasOn = rest.length < this.on(session).length
    this.#set(rest, session)
    return wasOn
  }

  /** What `X-Doppel-Chaos` asks for: names of profiles and rules, or `none`. Throws an `Error` when that can't be read. */
  asked(text: string, session: ServedSession): readonly ChaosEntry[] {
    const { asked } = this.of(session)
    const known = asked.get(text)
    if (known !== undefined) return known
    const entries = text.trim() === 'none' ? [] : text.split(',').map((part) => this.#entry(part.trim()))
    if (asked.size < rememberedTexts) asked.set(text, entries)
    return entries
  }

  /** What each rule that may have struck in a session is called: `ruleNamed` finds it again, also in another desk of the same profiles. */
  namesOf(session: ServedSession): ReadonlyMap<CompiledRule, RuleName> {
    const names = new Map<CompiledRule, RuleName>()
    const add = (entries: Iterable<ChaosEntry>, nameOf: (place: number, entry: ChaosEntry) => RuleName['in']) => {
      let place = 0
      for (const entry of entries) {
        for (const [at, rule] of entry.rules.entries()) names.set(rule, { in: nameOf(place, entry), at })
        place++
      }
    }
    for (const [text, entries] of this.of(session).asked) add(entries, (place) => ['asked', text, place])
    add(this.on(session.name), (place) => ['on', place])
    // what a profile has is the same wherever it is on
    add(this.#profiles.values(), (_, { name }) => ['profile', name])
    return names
  }

  /** Undefined where there is none of that name. */
  ruleNamed({ in: where, at }: RuleName, session: ServedSession): CompiledRule | undefined {
    const [kind] = where
    if (kind === 'on') return this.on(session.name)[where[1]]?.rules[at]
    if (kind === 'profile') return this.#profiles.get(where[1])?.rules[at]
    try {
      return this.asked(where[1], session)[where[2]]?.rules[at]
    } catch {
      return undefined
    }
  }

  /** What `entriesNamed` puts together again; undefined where nothing is on, and nothing else was said of the session. */
  namesOn(session: string): readonly string[] | undefined {
    const on = this.on(session)
    return on.length === 0 && !this.#own.has(session) ? undefined : on.map(({ name }) => name)
  }

  /** What is on in all sessions that have it not otherwise, for `putForAll`. */
  get namesForAll(): readonly string[] {
    return this.#forAll.map(({ name }) => name)
  }

  /** Throws an `Error` where one of them is unknown here. */
  putForAll(names: readonly string[]): void {
    this.#set(this.entriesNamed(names), undefined)
  }

  /** Makes what is on in a session what these names say; rules that are on already keep their counts. Throws an `Error` where one is unknown here. */
  putNamed(names: readonly string[], session: string): void {
    const left = [...this.on(session)]
    const entries = names.map((name) => {
      const at = left.findIndex((entry) => entry.name === name)
      return at < 0 ? this.entriesNamed([name]) : left.splice(at, 1)
    })
    this.#set(entries.flat(), session)
  }

  /** One of the same profiles, with these on in all sessions. Throws an `Error` where one is unknown here. */
  withForAll(names: readonly string[]): ChaosDesk {
    const desk = new ChaosDesk({}, this.#target, this.#profiles)
    desk.putForAll(names)
    return desk
  }

  /** Throws an `Error` where one of them is unknown here. */
  entriesNamed(names: readonly string[]): ChaosEntry[] {
    return names.map((name) => (name.startsWith('{') ? { name, rules: [this.#compile(readRule(name), 'rule')] } : this.#entry(name)))
  }

  /** Replaces what is on in a session; undefined: what is on in all. */
  put(entries: readonly ChaosEntry[] | undefined, session: string): void {
    this.#own.delete(session)
    if (entries !== undefined) this.#set(entries, session)
  }

  of(session: ServedSession): SessionChaos {
    let chaos = this.#sessions.get(session)
    if (chaos === undefined) {
      chaos = new SessionChaos(session)
      this.#sessions.set(session, chaos)
    }
    return chaos
  }

  #set(entries: readonly ChaosEntry[], session: string | undefined): void {
    if (session === undefined) {
      this.#forAll = entries
      this.#own.clear()
    } else {
      this.#own.set(session, entries)
    }
    this.isOn = [this.#forAll, ...this.#own.values()].some(({ length }) => length > 0)
  }

  #entry(text: string): ChaosEntry {
    const profile = this.#profiles.get(text)
    if (profile !== undefined) return profile
    const rule = parseChaosRule(text)
    if (typeof rule !== 'string') return { name: text, rules: [this.#compile(rule, text)] }
    const known = [...this.#profiles.keys()]
    const isRule = text.includes('=') || chaosFaults.includes(text)
    throw new Error(
      isRule
        ? `${text}: ${rule}`
        : `"${text}" is neither a profile (${known.join(', ') || 'there are none'}) nor a fault (${chaosFaults.join(', ')})`,
    )
  }

  #compile(rule: ChaosRule, place: string): CompiledRule {
    const compiled = compileRule(rule, this.#target)
    if (typeof compiled === 'string') throw new Error(`${place}: ${compiled}`)
    return compiled
  }
}

/** A rule that a client gave has its JSON for a name, as it was once it was read. */
function readRule(name: string): ChaosRule {
  const rule = JSON.parse(name) as ChaosRule
  if (!chaosFaults.includes(rule.fault)) throw new Error(`"${rule.fault}" is no fault`)
  return rule
}
