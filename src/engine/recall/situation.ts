import { fingerprint } from '#base'
import { eachPiece, looksRandom } from '#compare'
import type { HttpRequest } from '#http'
import { mintValue } from '#lang'
import { createRandom, type Random, type RandomWords, resumeRandom } from '#state'
import { isReading } from '../is-reading.ts'
import type { RequestView } from '../request-view.ts'
import type { Answer, SessionOptions } from '../twin.ts'
import { describeRequest } from './describe-request.ts'
import { IssuedValues, type SavedValues } from './issued-values.ts'
import type { RecallSource } from './recall-source.ts'

/** The history of a session that nothing was asked of yet. */
const firstHistory = fingerprint('')

/** A longer answer to a change is not looked through for what it makes up; bytes. */
const observedBytesMax = 65_536
const decoder = new TextDecoder()

/** A situation between two requests, as data. */
export interface SavedSituation {
  readonly random: RandomWords
  readonly issued: SavedValues
  readonly moments: readonly (readonly [name: string, ms: number])[]
  readonly sent: readonly (readonly [name: string, text: string])[]
  readonly history: string
  readonly isLost: boolean
  readonly isReading: boolean
  readonly sentNow: readonly string[]
}

/**
 * Where a session is: what it was asked to change, in order, told in terms that do not depend on the seed, the clock and the address of
 * the twin. It also keeps what those terms stand for in this session: values that the twin made up, times of requests, times that clients
 * sent. Once the history is none that recalls are about, nothing is kept any more.
 */
export class Situation {
  readonly #source: RecallSource
  readonly #options: SessionOptions
  readonly #onMint: (text: string) => void
  #random: Random
  #issued = new IssuedValues()
  readonly #moments = new Map<string, number>()
  readonly #sent = new Map<string, string>()
  #history = firstHistory
  #isLost: boolean
  #isReading = true
  #request: { readonly request: HttpRequest; readonly view: RequestView } | undefined
  #key: string | undefined
  #count = 0
  #sentNow: string[] = []

  /** `onMint` is told of what is made up beside the rules. */
  constructor(source: RecallSource, options: SessionOptions, onMint: (text: string) => void) {
    this.#source = source
    this.#options = options
    this.#onMint = onMint
    // Another stream than that of the rules: what they make up must not depend on what is known by heart.
    this.#random = createRandom(options.seed ^ 0x7eca11ed)
    this.#isLost = !source.leads(this.#history)
  }

  /** The same situation for a session that goes its own way; between two requests. */
  fork(options: SessionOptions, onMint: (text: string) => void): Situation {
    const situation = new Situation(this.#source, options, onMint)
    situation.#random = this.#random.fork()
    situation.#history = this.#history
    situation.#isLost = this.#isLost
    situation.#isReading = this.#isReading
    situation.#sentNow = [...this.#sentNow]
    if (this.#isLost) return situation
    situation.#issued = this.#issued.fork()
    for (const [name, ms] of this.#moments) situation.#moments.set(name, ms)
    for (const [name, text] of this.#sent) situation.#sent.set(name, text)
    return situation
  }

  /** Between two requests. */
  save(): SavedSituation {
    return {
      random: this.#random.words(),
      issued: this.#issued.save(),
      moments: [...this.#moments],
      sent: [...this.#sent],
      history: this.#history,
      isLost: this.#isLost,
      isReading: this.#isReading,
      sentNow: this.#sentNow,
    }
  }

  /** A situation that nothing was asked in yet becomes what was saved. */
  load(saved: SavedSituation): void {
    this.#random = resumeRandom(saved.random)
    this.#issued = IssuedValues.load(saved.issued)
    for (const [name, ms] of saved.moments) this.#moments.set(name, ms)
    for (const [name, text] of saved.sent) this.#sent.set(name, text)
    this.#history = saved.history
    this.#isLost = saved.isLost
    this.#isReading = saved.isReading
    this.#sentNow = [...saved.sentNow]
  }

  /** What was asked to be changed before the request at hand. */
  get history(): string {
    return this.#history
  }

  /** History and request at hand. */
  get key(): string {
    this.#key ??= this.#describe()
    return this.#key
  }

  get isReading(): boolean {
    return this.#isReading
  }

  get origin(): string {
    return this.#options.origin
  }

  /** How many values were made up for the request at hand so far. */
  get issuedCount(): number {
    return this.#count
  }

  /** A request is about to be answered. */
  enter(request: HttpRequest, view: RequestView, nowMs: number): void {
    if (this.#isLost) return
    if (this.#isReading) this.#forgetSent()
    this.#sentNow = []
    this.#request = { request, view }
    this.#key = undefined
    this.#count = 0
    this.#isReading = isReading(view.method)
    if (!this.#moments.has('start')) this.#moments.set('start', nowMs)
    this.#moments.set('now', nowMs)
    // Before any effect: what the answer will make up is not in the request.
    if (!this.#isReading || this.#source.has(this.#history)) this.#key = this.#describe()
    if (!this.#isReading) this.#moments.set(this.key, nowMs)
  }

  /** The answer that is known by heart; undefined when that of the rules stands. To be asked once, after the rules have answered. */
  recall(byRule: Answer): Answer['response'] | undefined {
    if (this.#isLost) return undefined
    this.#observe(byRule.response)
    return this.#source.has(this.#history) ? this.#source.answer(this, byRule) : undefined
  }

  /** The request at hand is answered. */
  leave(): void {
    if (this.#isLost || this.#isReading) return
    this.#history = this.key
    this.#isLost = !this.#source.leads(this.#history)
  }

  /** The twin made this value up for the request at hand. */
  note(text: string): void {
    if (!this.#isLost) this.#issued.set(`${this.key}.${this.#count++}`, text)
  }

  /** Makes up a value for the request at hand. */
  mint(shape: string): string {
    const text = mintValue(shape, this.#random, this.moment('now') ?? 0)
    this.note(text)
    this.#onMint(text)
    return text
  }

  /** What an answer to a change shows may be derived from what was made up, as a hash is. */
  #observe(response: Answer['response']): void {
    if (this.#isReading) return
    let count = 0
    const note = (piece: string) => {
      if (looksRandom(piece) && !this.#issued.has(piece)) this.#issued.set(`${this.key}:${count++}`, piece)
    }
    for (const [, value] of response.headers) eachPiece(value, note)
    if (response.body.length <= observedBytesMax) eachPiece(decoder.decode(response.body), note)
  }

  issued(name: string): string | undefined {
    return this.#issued.get(name)
  }

  /** The name of a value that the twin made up. */
  nameOf(text: string): string | undefined {
    return this.#issued.nameOf(text)
  }

  /** Ms since 1970 of `now`, `start`, a situation in which something was changed, or a time that a client sent. */
  moment(name: string): number | undefined {
    return this.#moments.get(name)
  }

  /** A time as a client sent it. */
  sent(name: string): string | undefined {
    return this.#sent.get(name)
  }

  /** The names of the times that are in the request at hand. Those of a read are forgotten with it. */
  get sentNames(): readonly string[] {
    return this.#sentNow
  }

  #forgetSent(): void {
    for (const name of this.#sentNow) {
      this.#sent.delete(name)
      this.#moments.delete(name)
    }
  }

  #describe(): string {
    const { request, view } = this.#request as { request: HttpRequest; view: RequestView }
    const sent: (readonly [text: string, ms: number])[] = []
    const text = describeRequest(request, view, {
      nowMs: this.#moments.get('now') ?? 0,
      issued: this.#issued,
      seal: this.#options.seal ?? ((plain) => plain),
      onSent: (plain, ms) => sent.push([plain, ms]),
    })
    const key = fingerprint(`${this.#history}\n${text}`)
    sent.forEach(([plain, ms], at) => {
      const name = `${key}~${at}`
      this.#sent.set(name, plain)
      this.#moments.set(name, ms)
      this.#sentNow.push(name)
    })
    return key
  }
}
