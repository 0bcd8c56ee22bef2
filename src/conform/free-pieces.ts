import { isNestedDeeper, type Json, parseJson } from '#base'
import { type ComparableResponse, eachPiece, looksRandom, mayHoldFree } from '#compare'
import { decodePercent, decodeText, type HttpRequest } from '#http'

/** JSON that is nested deeper than this is read as text: a walk down it would exhaust the stack. */
const deepest = 1000

/** Shorter pieces are met everywhere. */
const shortest = 6

/** Told of what is read. */
export interface PieceReader {
  text(whole: string): void
  piece(found: string): void
}

/** A reader that calls `visit` with the pieces of what it is told of; `texts` are those that were read before, which show nothing new. */
export function createPieceReader(texts: Set<string>, visit: (piece: string) => void): PieceReader {
  const piece = (found: string) => {
    if (mayBeFree(found)) visit(found)
  }
  const text = (whole: string) => {
    if (whole.length < shortest || !mayHoldFree(whole) || texts.has(whole)) return
    texts.add(whole)
    eachPiece(whole, piece, shortest)
  }
  return { text, piece }
}

/** Whether a piece is random by its looks, or a time. */
export function isFree(piece: string): boolean {
  return looksRandom(piece) || /^\d{4}-\d\d-/.test(piece)
}

/** Whether anybody asks where a piece came from: what is random by its looks or a time has digits, or is long. */
function mayBeFree(piece: string): boolean {
  return piece.length >= shortest && (piece.length >= longWord || /\d/.test(piece))
}

/** No shorter word without a digit looks random. */
const longWord = 16

/** Tells the reader of a request. */
export function readRequest(request: HttpRequest, reader: PieceReader): void {
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

/** Tells the reader of the headers and the body of an answer. */
export function readMessage({ headers, body }: Pick<ComparableResponse, 'headers' | 'body'>, reader: PieceReader): void {
  for (const [, value] of headers) reader.text(value)
  if (body.kind === 'json') readValue(body.value, reader)
  if (body.kind === 'text') reader.text(body.text)
}

function readValue(value: Json, reader: PieceReader): void {
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
