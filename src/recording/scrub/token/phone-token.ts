import type { SipHash } from '#base'
import { checkDigit, digitsOf, layDigits } from './digits.ts'
import { createSymbolStream, type SymbolStream } from './symbol-stream.ts'

const salt = 0x70_68

/**
 * A number in the same layout that no line has: North American ones get an area code with 9 in the middle (kept free for the growth of
 * the plan), the others a national number that begins with 00. The country code stays; the last digit is a check digit.
 * The same number in another layout gets the same digits.
 */
export function toPhoneToken(hash: SipHash, phone: string): string {
  const { country, national } = splitPhone(phone)
  const stream = createSymbolStream(hash.text(`tel:${country}${national}`))
  const body = isNorthAmerican(country, national) ? drawNorthAmerican(stream) : `00${drawDigits(stream, national.length - 3)}`
  const token = body + checkDigit(body, salt)
  const lead = digitsOf(phone).slice(0, -national.length)
  return layDigits(phone, lead + token)
}

/** A real number is never taken for a token, as no line has a number of this form. */
export function isPhoneToken(phone: string): boolean {
  const { country, national } = splitPhone(phone)
  if (national.length < 4 || checkDigit(national.slice(0, -1), salt) !== national.at(-1)) return false
  return isNorthAmerican(country, national) ? national[1] === '9' : national.startsWith('00')
}

function drawNorthAmerican(stream: SymbolStream): string {
  return `${2 + stream.below(8)}9${stream.below(10)}${2 + stream.below(8)}${drawDigits(stream, 5)}`
}

function drawDigits(stream: SymbolStream, count: number): string {
  let digits = ''
  for (let index = 0; index < count; index++) digits += stream.below(10)
  return digits
}

function isNorthAmerican(country: string, national: string): boolean {
  return (country === '1' || country === '') && national.length === 10 && (national[0] as string) >= '2'
}

/** Country code as far as it is written (North America: 1, written or not) and the national number. */
function splitPhone(phone: string): { country: string; national: string } {
  const digits = digitsOf(phone)
  if (digits.length === 11 && digits[0] === '1') return { country: '1', national: digits.slice(1) }
  if (digits.length === 10 && !phone.trimStart().startsWith('+') && (digits[0] as string) >= '2') return { country: '1', national: digits }
  const length = phone.trimStart().startsWith('+') ? countryCodeLength(digits) : 0
  return { country: digits.slice(0, length), national: digits.slice(length) }
}

const twoDigitCodes = new Set(
  '20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98'.split(
    ' ',
  ),
)

function countryCodeLength(digits: string): number {
  if (digits[0] === '1' || digits[0] === '7') return 1
  return twoDigitCodes.has(digits.slice(0, 2)) ? 2 : 3
}
