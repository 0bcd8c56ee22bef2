import type { SipHash } from '#base'
import { checkDigit, digitsOf, layDigits } from './digits.ts'
import { createSymbolStream } from './symbol-stream.ts'

const salt = 0x63_61

/**
 * A card number of the same brand and length from a range without cards (the brand's digits, then zeros), with valid Luhn digit. The last
 * four digits stay, as receipts and `last4` fields show them anyway; two digits before them are check digits.
 */
export function toCardToken(hash: SipHash, card: string): string {
  const digits = digitsOf(card)
  const range = testRange(digits)
  const stream = createSymbolStream(hash.text(`card:${digits}`))
  let free = ''
  for (let index = 0; index < digits.length - 13; index++) free += stream.below(10)
  const last = digits.slice(-4)
  const start = range + free
  const checks = checksOf(start, last)
  for (let luhn = 0; luhn < 10; luhn++) {
    const token = `${start}${checks}${luhn}${last}`
    if (hasLuhn(token)) return layDigits(card, token)
  }
  return card
}

export function isCardToken(card: string): boolean {
  const digits = digitsOf(card)
  if (digits.length < 13 || !digits.startsWith(testRange(digits))) return false
  return digits.slice(-7, -5) === checksOf(digits.slice(0, -7), digits.slice(-4))
}

function checksOf(start: string, last: string): string {
  return checkDigit(start + last, salt) + checkDigit(last + start, salt)
}

/** Six digits: those that show the brand, then zeros. */
function testRange(digits: string): string {
  const brand =
    /^(?:3[47]|5[1-5]|2[2-7]\d\d|6011|65|64[4-9]|62|35[2-8]\d|30[0-5]|3[689]|5[06-9]|6|4)/.exec(digits)?.[0] ?? digits.slice(0, 1)
  return brand.padEnd(6, '0')
}

function hasLuhn(digits: string): boolean {
  let sum = 0
  for (let index = 0; index < digits.length; index++) {
    let digit = digits.charCodeAt(digits.length - 1 - index) - 48
    if (index % 2 === 1) digit = digit > 4 ? digit * 2 - 9 : digit * 2
    sum += digit
  }
  return sum % 10 === 0
}

/** Whether a card with these digits can exist: a known brand, a length of that brand, and a valid Luhn digit. */
export function isCardNumber(digits: string): boolean {
  const lengths = cardLengths(digits)
  return lengths.includes(digits.length) && hasLuhn(digits) && !/^(\d)\1+$/.test(digits)
}

function cardLengths(digits: string): readonly number[] {
  if (/^4/.test(digits)) return [13, 16, 19]
  if (/^3[47]/.test(digits)) return [15]
  if (/^(?:30[0-5]|3[689])/.test(digits)) return [14, 16]
  if (/^(?:5[1-5]|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)|35(?:2[89]|[3-8]\d))/.test(digits)) return [16]
  if (/^(?:6011|65|64[4-9]|62)/.test(digits)) return [16, 19]
  return /^(?:5[06-9]|6)/.test(digits) ? [16] : []
}
