import { type Place, replaceValue, type ScrubRun } from '../scrub-run.ts'
import { isCardNumber } from '../token/card-token.ts'
import { digitsOf } from '../token/digits.ts'
import { ibanLength, isIban } from '../token/iban-token.ts'
import { isSsn } from '../token/ssn-token.ts'
import { isToken, type ValueKind } from '../token/tokens.ts'
import type { Claims } from './claims.ts'

const digitRun = /(?<![\w.,/:-])[+(]?\d(?:[ ().-]{0,2}\d){6,40}(?![\w/:-])/g
const cardLayout = /^(?:\d{13,19}|\d{4}([ -])\d{4}\1\d{4}\1\d{1,4}(?:\1\d{3})?|\d{4}([ -])\d{6}\2\d{4,5})$/
const phoneLayout = /^\+\d[\d ().-]{6,20}\d$|^(?:1[ .-])?\(?[2-9]\d\d\)?[ .-]{1,2}[2-9]\d\d[ .-]\d{4}$/

/** Card numbers, social security numbers and telephone numbers. Times, dates, versions, UUIDs and plain ids are none. */
export function claimNumbers(run: ScrubRun, claims: Claims, place: Place): void {
  for (const match of claims.text.matchAll(digitRun)) {
    const value = match[0]
    const kind = numberKind(value)
    const end = match.index + value.length
    if (kind === undefined || claims.taken(match.index, end)) continue
    claims.claim(match.index, end, replaceValue(run, kind, value, kind, place))
  }
}

function numberKind(value: string): ValueKind | undefined {
  if (value.length < 11) return undefined
  if (value.length === 11 && (isSsn(value) || (/^9\d\d-[0-4]\d-\d{4}$/.test(value) && isToken(value, 'ssn')))) return 'ssn'
  if (cardLayout.test(value) && isCardNumber(digitsOf(value))) return 'card'
  if (!phoneLayout.test(value)) return undefined
  const count = digitsOf(value).length
  return count >= 8 && count <= 15 ? 'phone' : undefined
}

const ibanStart = /(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?= ?[A-Z0-9])/g

/** Account numbers, in one piece or in groups of four. */
export function claimIbans(run: ScrubRun, claims: Claims, place: Place): void {
  const { text } = claims
  for (const match of text.matchAll(ibanStart)) {
    const length = ibanLength(match[0].slice(0, 2))
    if (length === undefined) continue
    let end = match.index + 4
    for (let count = 4; count < length && end < text.length; end++) {
      if (/[A-Z0-9]/.test(text[end] as string)) count++
      else if (text[end] !== ' ' || text[end - 1] === ' ') break
    }
    const value = text.slice(match.index, end)
    if (/[A-Za-z0-9]/.test(text[end] ?? ' ') || !isIban(value.replace(/ /g, '')) || claims.taken(match.index, end)) continue
    claims.claim(match.index, end, replaceValue(run, 'iban', value, 'iban', place))
  }
}
