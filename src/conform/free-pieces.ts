import { isNestedDeeper, type Json, parseJson } from '#base'
import { type ComparableResponse, eachTellingPiece, looksRandom } from '#compare'
import { decodePercent, decodeText, type HeaderList, type HttpRequest } from '#http'

/** JSON that is nested deeper than this is read as text: a walk down it would exhaust the stack. */
const deepest = 1000

/** Told of each piece that anybody may ask the origin of (`eachTellingPiece`). */
export type VisitPiece = (piece: string) => void

/** Whether a piece is random by its looks, or a time. */
export function isFree(piece: string): boolean {
  return looksRandom(piece) || /^\d{4}-\d\d-/.test(piece)
}

/** Visits the pieces of a request. */
export function readRequest({ target, headers, body }: HttpRequest, visit: VisitPiece): void {
  eachTellingPiece(target, visit)
  if (target.includes('%')) eachTellingPiece(decodePercent(target), visit)
  readHeaders(headers, visit)
  const text = body.length === 0 ? undefined : decodeText(body)
  if (text === undefined) return
  readText(text, visit)
  if (text.includes('%') && !startsJson.test(text)) eachTellingPiece(decodePercent(text.replaceAll('+', ' ')), visit)
}

/** Whether the request says this text anywhere, alone or inside a longer one. */
export function says({ target, headers, body }: HttpRequest, text: string): boolean {
  if (target.includes(text) || decodePercent(target).includes(text) || headers.some(([, value]) => value.includes(text))) return true
  const sent = body.length === 0 ? undefined : decodeText(body)
  return sent !== undefined && (sent.includes(text) || decodePercent(sent.replaceAll('+', ' ')).includes(text))
}

/** Visits the pieces of a message of the service as it is written: of its headers, and of its body where that is text. */
export function readWritten(headers: HeaderList, text: string | undefined, visit: VisitPiece): void {
  readHeaders(headers, visit)
  if (text !== undefined) readText(text, visit)
}

/** Visits the pieces of a message of the service that has been read. */
export function readMessage({ headers, body }: Pick<ComparableResponse, 'headers' | 'body'>, visit: VisitPiece): void {
  readHeaders(headers, visit)
  if (body.kind === 'json') readValue(body.value, visit)
  if (body.kind === 'text') eachTellingPiece(body.text, visit)
}

function readHeaders(headers: HeaderList, visit: VisitPiece): void {
  for (const [, value] of headers) eachTellingPiece(value, visit)
}

const startsJson = /^\s*[[{"]/

/**
 * JSON is read as it is written, which takes a fraction of the time, unless it has escapes: those read otherwise. Then numbers have pieces,
 * too, of which only the long ones are ever asked for.
 */
function readText(text: string, visit: VisitPiece): void {
  const isEscaped = text.includes('\\') && startsJson.test(text) && !isNestedDeeper(text, deepest)
  const value = isEscaped ? parseJson(text) : undefined
  if (value === undefined) eachTellingPiece(text, visit)
  else readValue(value, visit)
}

function readValue(value: Json, visit: VisitPiece): void {
  if (typeof value === 'string') eachTellingPiece(value, visit)
  else if (typeof value === 'bigint' || (typeof value === 'number' && value >= 1e15)) visit(String(value))
  else if (Array.isArray(value)) for (const element of value) readValue(element, visit)
  else if (value !== null && typeof value === 'object') {
    for (const key in value) {
      eachTellingPiece(key, visit)
      readValue((value as { [key: string]: Json })[key] as Json, visit)
    }
  }
}
