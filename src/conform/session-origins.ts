import { type Origins, readText } from '#compare'
import { isFree, readMessage, readRequest, readWritten, says, type VisitPiece } from './free-pieces.ts'
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
  /** By length, the text that was read last: a service says the same again and again, which shows nothing new. */
  readonly #texts = new Map<number, string>()
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
      isSent: (text) => this.#exchanges.slice(0, at + 1).some(({ exchange: { request } }) => says(request, text)),
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
    this.#texts.clear()
    return this.#sightings
  }

  #readExchange(exchange: PreparedExchange): void {
    const place = () => placeOf(exchange)
    // as they were recorded: the service's own address is nothing that anybody asks the origin of
    const { request, response } = exchange.exchange
    readRequest(request, this.#noting(false, place))
    if (response === undefined) return
    const text = readText(response)
    const isNew = text !== undefined && this.#texts.get(text.length) !== text
    if (isNew) this.#texts.set(text.length, text)
    readWritten(response.headers, isNew ? text : undefined, this.#noting(true, place))
  }

  #readDelivery(delivery: PreparedDelivery): void {
    readMessage(
      delivery.sent,
      this.#noting(true, () => placeOfDelivery(delivery)),
    )
  }

  #noting(byService: boolean, place: () => string): VisitPiece {
    const at = this.#read
    return (piece) => {
      const key = piece.toLowerCase()
      if (this.#sightings.has(key)) return
      this.#sightings.set(ownText(key), { byService, at, place: place(), isFree: isFree(piece) })
    }
  }
}

const [encoder, decoder] = [new TextEncoder(), new TextDecoder()]

/** The same text, which does not hold on to a longer one that it is a part of. */
function ownText(text: string): string {
  return decoder.decode(encoder.encode(text))
}

function placeOf({ exchange: { request, response } }: PreparedExchange): string {
  return `${request.method} ${placePattern(request.target)} ${response?.status}`
}

function placeOfDelivery({ exchange: { request } }: PreparedDelivery): string {
  return `webhook ${request.method} ${placePattern(request.target)}`
}
