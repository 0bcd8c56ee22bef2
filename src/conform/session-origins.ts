import type { Json } from '#base'
import { parseJson } from '#base'
import { type ComparableBody, eachPiece, looksRandom, type Origins } from '#compare'
import { decodePercent, decodeText, type HttpRequest } from '#http'
import type { PreparedExchange } from './prepared-session.ts'

interface Sighting {
  /** First seen in an answer. */
  readonly byService: boolean
  /** Of the exchange in which it was first seen: method, path without what varies, status. */
  readonly place: string
}

/** Where the pieces of a session's texts came from. Read when first asked: a replay that never meets a strange value never asks. */
export class SessionOrigins implements Origins {
  readonly #exchanges: readonly PreparedExchange[]
  #sightings: Map<string, Sighting> | undefined
  #peers: readonly SessionOrigins[] = []

  constructor(exchanges: readonly PreparedExchange[]) {
    this.#exchanges = exchanges
  }

  /** Tells sessions of one another, so that what several of them show in the same place is known as a constant. */
  static join(sessions: readonly SessionOrigins[]): void {
    for (const session of sessions) session.#peers = sessions
  }

  isMinted(piece: string): boolean {
    const sighting = this.#read().get(piece.toLowerCase())
    return sighting?.byService === true && !this.#isConstant(piece.toLowerCase(), sighting.place)
  }

  #isConstant(piece: string, place: string): boolean {
    return this.#peers.some((peer) => peer !== this && peer.#read().get(piece)?.place === place)
  }

  #read(): Map<string, Sighting> {
    this.#sightings ??= readSightings(this.#exchanges)
    return this.#sightings
  }
}

function readSightings(exchanges: readonly PreparedExchange[]): Map<string, Sighting> {
  const sightings = new Map<string, Sighting>()
  for (const { request, response } of exchanges) {
    const place = `${request.method} ${patternOf(request.target)} ${response.status}`
    const note = (byService: boolean) => (piece: string) => {
      const key = piece.toLowerCase()
      if (key.length >= 6 && !sightings.has(key)) sightings.set(key, { byService, place })
    }
    readRequest(request, note(false))
    for (const [, value] of response.headers) eachPiece(value, note(true))
    readBody(response.body, note(true))
  }
  return sightings
}

function readRequest(request: HttpRequest, visit: (piece: string) => void): void {
  eachPiece(request.target, visit)
  if (request.target.includes('%')) eachPiece(decodePercent(request.target), visit)
  for (const [, value] of request.headers) eachPiece(value, visit)
  if (request.body.length === 0) return
  const text = decodeText(request.body)
  if (text === undefined) return
  const value = /^\s*[[{"]/.test(text) ? parseJson(text) : undefined
  if (value !== undefined) readValue(value, visit)
  else {
    eachPiece(text, visit)
    if (text.includes('%')) eachPiece(decodePercent(text.replaceAll('+', ' ')), visit)
  }
}

function readBody(body: ComparableBody, visit: (piece: string) => void): void {
  if (body.kind === 'json') readValue(body.value, visit)
  if (body.kind === 'text') eachPiece(body.text, visit)
}

function readValue(value: Json, visit: (piece: string) => void): void {
  if (typeof value === 'string') eachPiece(value, visit)
  else if (typeof value === 'bigint' || (typeof value === 'number' && value >= 1e15)) visit(String(value))
  else if (Array.isArray(value)) for (const element of value) readValue(element, visit)
  else if (value !== null && typeof value === 'object') {
    for (const [key, element] of Object.entries(value)) {
      eachPiece(key, visit)
      readValue(element, visit)
    }
  }
}

/** The path with every segment that is a number or reads like an id replaced. */
function patternOf(target: string): string {
  const path = target.split('?', 1)[0] as string
  return path
    .split('/')
    .map((segment) => (/^\d+$/.test(segment) || segment.split(/[^0-9A-Za-z]/).some(looksRandom) || looksRandom(segment) ? '*' : segment))
    .join('/')
}
