import type { Origins } from '#compare'
import { createPieceReader, isFree, type PieceReader, readMessage, readRequest } from './free-pieces.ts'
import { placePattern } from './place-pattern.ts'
import type { PreparedExchange } from './prepared-exchange.ts'
import type { PreparedDelivery } from './prepared-session.ts'
import { SharedConstants } from './shared-constants.ts'

/** Where a piece was first seen in a session. */
export interface Sighting {
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
  #constants: SharedConstants | undefined

  constructor(exchanges: readonly PreparedExchange[], deliveries: readonly PreparedDelivery[] = []) {
    this.#exchanges = exchanges
    this.#deliveries = deliveries
  }

  /** Of a session that goes on: what recorded ones show in the same place is a constant. */
  static beside(recorded: readonly SessionOrigins[], exchanges: readonly PreparedExchange[]): SessionOrigins {
    const origins = new SessionOrigins(exchanges)
    origins.#constants = new SharedConstants(recorded, 1)
    return origins
  }

  /** Tells sessions of one another, so that what several of them show in the same place is known as a constant. */
  static join(sessions: readonly SessionOrigins[]): void {
    const constants = new SharedConstants(sessions, 2)
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
      this.#readExchange(this.#exchanges[this.#read] as PreparedExchange)
    }
    for (const delivery of unread) this.#readDelivery(delivery)
    // only of use while reading, and big
    this.#texts.clear()
    return this.#sightings
  }

  /** What the service says in each place of the session, in order. It is read when it is called, and not kept. */
  get said(): Map<string, SaidByService[]> {
    const said = new Map<string, SaidByService[]>()
    const add = (place: string, say: SaidByService) => {
      const others = said.get(place)
      if (others === undefined) said.set(place, [say])
      else others.push(say)
    }
    for (const exchange of this.#exchanges) add(placeOf(exchange), (reader) => readMessage(exchange.peek(), reader))
    for (const delivery of this.#deliveries) add(placeOfDelivery(delivery), (reader) => readMessage(delivery.sent, reader))
    return said
  }

  #readExchange(exchange: PreparedExchange): void {
    const place = placeOf(exchange)
    readRequest(exchange.request, this.#reader(false, place))
    readMessage(exchange.response, this.#reader(true, place))
  }

  #readDelivery(delivery: PreparedDelivery): void {
    readMessage(delivery.sent, this.#reader(true, placeOfDelivery(delivery)))
  }

  #reader(byService: boolean, place: string): PieceReader {
    const at = this.#read
    return createPieceReader(this.#texts, (piece) => {
      const key = piece.toLowerCase()
      if (!this.#sightings.has(key)) this.#sightings.set(key, { byService, at, place, isFree: isFree(piece) })
    })
  }
}

/** Tells a reader of one thing that the service said. */
export type SaidByService = (reader: PieceReader) => void

function placeOf({ exchange: { request, response } }: PreparedExchange): string {
  return `${request.method} ${placePattern(request.target)} ${response?.status}`
}

function placeOfDelivery({ exchange: { request } }: PreparedDelivery): string {
  return `webhook ${request.method} ${placePattern(request.target)}`
}
