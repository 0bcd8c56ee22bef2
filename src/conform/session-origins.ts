import { isNestedDeeper, type Json, parseJson } from '#base'
import { type ComparableBody, eachPiece, looksRandom, type Origins } from '#compare'
import { decodePercent, decodeText, type HttpRequest } from '#http'
import { placePattern } from './place-pattern.ts'
import type { PreparedExchange } from './prepared-exchange.ts'
import type { PreparedDelivery } from './prepared-session.ts'

/** JSON that is nested deeper than this is read as text: a walk down it would exhaust the stack. */
const deepest = 1000

interface Sighting {
  /** First seen in an answer. */
  readonly byService: boolean
  /** Position of the exchange in which it was first seen. */
  readonly at: number
  /** Of that exchange: method, path without what varies, status. */
  readonly place: string
  /** Random by its looks, or a time. */
  readonly isFree: boolean
}

/** Where the pieces of a session's texts came from. Read when first asked: a replay that never meets a strange value never asks. */
export class SessionOrigins {
  readonly #exchanges: readonly PreparedExchange[]
  /** What the service sent by itself, in order. */
  readonly #deliveries: readonly PreparedDelivery[]
  readonly #sightings = new Map<string, Sighting>()
  readonly #texts = new Set<string>()
  /** How many exchanges were read: a session that goes on has more of them each time. */
  #read = 0
  #constants: Constants | undefined

  constructor(exchanges: readonly PreparedExchange[], deliveries: readonly PreparedDelivery[] = []) {
    this.#exchanges = exchanges
    this.#deliveries = deliveries
  }

  /** Of a session that goes on: what recorded ones show in the same place is a constant. */
  static beside(recorded: readonly SessionOrigins[], exchanges: readonly PreparedExchange[]): SessionOrigins {
    const origins = new SessionOrigins(exchanges)
    origins.#constants = new Constants(recorded, 1)
    return origins
  }

  /** Tells sessions of one another, so that what several of them show in the same place is known as a constant. */
  static join(sessions: readonly SessionOrigins[]): void {
    const constants = new Constants(sessions, 2)
    for (const session of sessions) session.#constants = constants
  }

  /** As the exchange at that position sees it. */
  seenFrom(at: number): Origins {
    return {
      isMinted: (piece) => {
        const key = piece.toLowerCase()
        const sighting = this.sightings.get(key)
        return sighting?.byService === true && this.#constants?.has(key, sighting.place) !== true
      },
      isKnown: (piece) => (this.sightings.get(piece.toLowerCase())?.at ?? at) < at,
    }
  }

  /** By piece in lower case. */
  get sightings(): ReadonlyMap<string, Sighting> {
    if (this.#read === this.#exchanges.length) return this.#sightings
    const unread = [...this.#deliveries]
    for (; this.#read < this.#exchanges.length; this.#read++) {
      const { exchange } = this.#exchanges[this.#read] as PreparedExchange
      while (unread[0] && unread[0].exchange.index < exchange.index) this.#readDelivery(unread.shift() as PreparedDelivery)
      readSightings(this.#exchanges[this.#read] as PreparedExchange, this.#read, this.#sightings, this.#texts)
    }
    for (const delivery of unread) this.#readDelivery(delivery)
    // only of use while reading, and big
    this.#texts.clear()
    return this.#sightings
  }

  #readDelivery({ exchange: { request }, sent }: PreparedDelivery): void {
    const reader = readerOf(
      true,
      { at: this.#read, place: `webhook ${request.method} ${placePattern(request.target)}` },
      this.#sightings,
      this.#texts,
    )
    for (const [, value] of sent.headers) reader.text(value)
    readBody(sent.body, reader)
  }
}

/** Pieces that `least` sessions show first in the same place: a random source would not have made them again. */
class Constants {
  readonly #sessions: readonly SessionOrigins[]
  readonly #least: 1 | 2
  #shared: ReadonlySet<string> | undefined

  constructor(sessions: readonly SessionOrigins[], least: 1 | 2) {
    this.#sessions = sessions
    this.#least = least
  }

  has(piece: string, place: string): boolean {
    if (this.#sessions.length < this.#least) return false
    this.#shared ??= this.#collect()
    return this.#shared.has(`${piece} ${place}`)
  }

  #collect(): ReadonlySet<string> {
    const once = new Set<string>()
    const shared = new Set<string>()
    for (const session of this.#sessions) {
      for (const [piece, { place, byService, isFree }] of session.sightings) {
        if (!byService || !isFree) continue
        const key = `${piece} ${place}`
        if (this.#least === 1 || once.has(key)) shared.add(key)
        else once.add(key)
      }
    }
    return shared
  }
}

/** What an exchange shows goes into `sightings`; `texts` are those that were read before, which show nothing new. */
function readSightings({ request, response }: PreparedExchange, at: number, sightings: Map<string, Sighting>, texts: Set<string>): void {
  const seen = { at, place: `${request.method} ${placePattern(request.target)} ${response.status}` }
  readRequest(request, readerOf(false, seen, sightings, texts))
  const reader = readerOf(true, seen, sightings, texts)
  for (const [, value] of response.headers) reader.text(value)
  readBody(response.body, reader)
}

function readerOf(
  byService: boolean,
  { at, place }: Pick<Sighting, 'at' | 'place'>,
  sightings: Map<string, Sighting>,
  texts: Set<string>,
): Reader {
  const piece = (found: string) => {
    if (!mayBeFree(found)) return
    const key = found.toLowerCase()
    if (sightings.has(key)) return
    sightings.set(key, { byService, at, place, isFree: looksRandom(found) || /^\d{4}-\d\d-/.test(found) })
  }
  const text = (whole: string) => {
    if (!mayBeFree(whole) || texts.has(whole)) return
    texts.add(whole)
    eachPiece(whole, piece, shortest)
  }
  return { text, piece }
}

/** Told of what is read. */
interface Reader {
  text(whole: string): void
  piece(found: string): void
}

/** Shorter pieces are met everywhere. */
const shortest = 6

/** Whether anybody asks where a piece came from: what is random by its looks or a time has digits, or is long. */
function mayBeFree(text: string): boolean {
  return text.length >= shortest && (text.length >= longWord || /\d/.test(text))
}

/** No shorter word without a digit looks random. */
const longWord = 16

function readRequest(request: HttpRequest, reader: Reader): void {
  reader.text(request.target)
  if (request.target.includes('%')) reader.text(decodePercent(request.target))
  for (const [, value] of request.headers) reader.text(value)
  if (request.body.length === 0) return
  const text = decodeText(request.body)
  if (text === undefined) return
  const value = /^\s*[[{"]/.test(text) && !isNestedDeeper(text, deepest) ? parseJson(text) : undefined
  if (value !== undefined) readValue(value, reader)
  else {
    reader.text(text)
    if (text.includes('%')) reader.text(decodePercent(text.replaceAll('+', ' ')))
  }
}

function readBody(body: ComparableBody, reader: Reader): void {
  if (body.kind === 'json') readValue(body.value, reader)
  if (body.kind === 'text') reader.text(body.text)
}

function readValue(value: Json, reader: Reader): void {
  if (typeof value === 'string') reader.text(value)
  else if (typeof value === 'bigint' || (typeof value === 'number' && value >= 1e15)) reader.piece(String(value))
  else if (Array.isArray(value)) for (const element of value) readValue(element, reader)
  else if (value !== null && typeof value === 'object') {
    for (const key in value) {
      reader.text(key)
      readValue((value as { [key: string]: Json })[key] as Json, reader)
    }
  }
}
