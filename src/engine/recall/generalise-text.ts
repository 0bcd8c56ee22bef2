import { replacePieces } from '#compare'
import { parseTime } from '#lang'
import type { IssuedValues } from './issued-values.ts'

/** What in a text belongs to one session only. */
export interface TextTerms {
  readonly nowMs: number
  readonly issued: IssuedValues
  /** Told of each time around now that a client sent. */
  onSent(text: string, ms: number): void
}

/** How far from now a time may lie and still be meant as a distance from now: two days. */
const reachMs = 2 * 86_400_000

/** The text with names in place of values that the twin made up, and distances in place of times around now. */
export function generaliseText(text: string, terms: TextTerms): string {
  const { issued } = terms
  if (text.length < 6) return text
  const name = issued.nameOf(text)
  if (name !== undefined) return `{${name}}`
  if (issued.allHaveDigits && !/\d/.test(text)) return text
  return replacePieces(replaceWords(text, issued), (piece) => {
    const own = issued.nameOf(piece)
    if (own !== undefined) return `{${own}}`
    const ms = mayBeTime(piece) ? parseTime(/^\d+$/.test(piece) ? Number(piece) : piece) : undefined
    const kind = ms === undefined ? undefined : kindOfTime(ms, terms.nowMs)
    if (kind === undefined) return piece
    terms.onSent(piece, ms as number)
    return kind
  })
}

/** How far a moment lies from now, roughly: `{now}`, `{+7}` for about 2 hours (2^7 minutes) ahead; undefined when it is far. */
export function kindOfTime(ms: number, nowMs: number): string | undefined {
  const distanceMs = ms - nowMs
  if (Math.abs(distanceMs) > reachMs) return undefined
  const minutes = Math.abs(distanceMs) / 60_000
  if (minutes < 0.5) return '{now}'
  return `{${distanceMs < 0 ? '-' : '+'}${Math.round(Math.log2(minutes))}}`
}

function mayBeTime(piece: string): boolean {
  const { length } = piece
  if (length < 10 || length > 40) return false
  return /^\d+$/.test(piece) ? length === 10 || length === 13 : /^\d{4}-\d\d-\d\d[T ]|^[A-Z][a-z]{2}, /.test(piece)
}

/** Values of several pieces, within longer texts. */
function replaceWords(text: string, issued: IssuedValues): string {
  if (issued.isEmpty) return text
  let replaced = text
  replacePieces(text, (piece) => {
    const word = issued.around(piece)
    if (word !== undefined) replaced = replaced.replaceAll(word, `{${issued.nameOf(word)}}`)
    return piece
  })
  return replaced
}
