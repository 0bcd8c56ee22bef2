import { type HttpRequest, headerValue } from '#http'
import type { RecordedSession } from '#recording'
import { createRecordedAnswer, type RecordedAnswer } from './recorded-answer.ts'
import { toRequestKey } from './request-key.ts'

/** One recorded session, to be followed request by request. */
export class RecordedSequence {
  readonly #answers = new Map<number, RecordedAnswer>()
  /** Places of the exchanges with a request, ascending. */
  readonly #places = new Map<string, number[]>()
  /** The same, those with credentials apart from those without. */
  readonly #placesByCredentials = new Map<string, number[]>()

  constructor(session: RecordedSession, mask: (text: string) => string) {
    for (const [place, { request, response, failure }] of session.exchanges.entries()) {
      // An exchange that broke off has no answer that could be given again.
      if (response === undefined || failure !== undefined) continue
      const key = toRequestKey(request, mask)
      add(this.#places, key, place)
      add(this.#placesByCredentials, withCredentials(key, request), place)
      this.#answers.set(place, createRecordedAnswer(response, mask))
    }
  }

  keys(): Iterable<string> {
    return this.#places.keys()
  }

  has(key: string): boolean {
    return this.#places.has(key)
  }

  /** Places of a request; only of those with credentials like this one's when there are such. */
  placesOf(key: string, request: HttpRequest): readonly number[] {
    return this.#placesByCredentials.get(withCredentials(key, request)) ?? this.#places.get(key) ?? []
  }

  /** By which the lists of places are found again: `placesNamed`. */
  nameOf(places: readonly number[]): string | undefined {
    for (const [prefix, lists] of [['', this.#places] as const, ['!', this.#placesByCredentials] as const])
      for (const [key, list] of lists) if (list === places) return prefix + key
    return undefined
  }

  placesNamed(name: string): readonly number[] | undefined {
    return name.startsWith('!') ? this.#placesByCredentials.get(name.slice(1)) : this.#places.get(name)
  }

  answerAt(place: number): RecordedAnswer | undefined {
    return this.#answers.get(place)
  }
}

function add(places: Map<string, number[]>, key: string, place: number): void {
  const known = places.get(key)
  if (known === undefined) places.set(key, [place])
  else known.push(place)
}

/** A client with credentials should not get the refusal of one that had none. */
function withCredentials(key: string, request: HttpRequest): string {
  return `${headerValue(request.headers, 'authorization') === undefined ? 'without' : 'with'} credentials: ${key}`
}

/** How far a client has come, as data. */
export interface SavedReader {
  readonly cursor: number
  /** How many of the places of a request, by its name, are behind the client. */
  readonly used: readonly (readonly [name: string, count: number])[]
}

/** How far one client has come in one recorded session. */
export class SequenceReader {
  readonly sequence: RecordedSequence
  #cursor = 0
  /** How many of a request's places are behind the client. */
  readonly #used = new Map<readonly number[], number>()

  constructor(sequence: RecordedSequence) {
    this.sequence = sequence
  }

  /** A reader that has come as far and goes on by itself. */
  fork(): SequenceReader {
    const reader = new SequenceReader(this.sequence)
    reader.#cursor = this.#cursor
    for (const [places, count] of this.#used) reader.#used.set(places, count)
    return reader
  }

  save(): SavedReader {
    const used = [...this.#used].map(([places, count]): [string, number] => [this.sequence.nameOf(places) ?? '', count])
    return { cursor: this.#cursor, used }
  }

  /** Throws where the sequence is another. */
  static load(sequence: RecordedSequence, { cursor, used }: SavedReader): SequenceReader {
    const reader = new SequenceReader(sequence)
    reader.#cursor = cursor
    for (const [name, count] of used) {
      const places = sequence.placesNamed(name)
      if (places === undefined) throw new Error(`no recorded request is ${name}`)
      reader.#used.set(places, count)
    }
    return reader
  }

  /**
   * The answer to this request: the next one that was recorded after where the client is, else one that it went past,
   * else the last one again. Undefined when the session has no such request.
   */
  next(key: string, request: HttpRequest): RecordedAnswer | undefined {
    const places = this.sequence.placesOf(key, request)
    if (places.length === 0) return undefined
    const used = this.#used.get(places) ?? 0
    const ahead = places.findIndex((place, index) => index >= used && place >= this.#cursor)
    const index = ahead === -1 ? Math.min(used, places.length - 1) : ahead
    const place = places[index] as number
    this.#used.set(places, index + 1)
    this.#cursor = place + 1
    return this.sequence.answerAt(place)
  }
}
