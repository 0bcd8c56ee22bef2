import type { SipHash } from '#base'
import { checkDigit, digitsOf, layDigits } from './digits.ts'
import { createSymbolStream } from './symbol-stream.ts'

const salt = 0x73_73

/** A US social security number that was never given out: area 9xx, group below 50, so that it is no taxpayer number either. */
export function toSsnToken(hash: SipHash, ssn: string): string {
  const stream = createSymbolStream(hash.text(`ssn:${digitsOf(ssn)}`))
  let body = `9${stream.below(10)}${stream.below(10)}${stream.below(5)}`
  for (let index = 0; index < 4; index++) body += stream.below(10)
  return layDigits(ssn, body + checkDigit(body, salt))
}

export function isSsnToken(ssn: string): boolean {
  const digits = digitsOf(ssn)
  return /^9\d\d[0-4]\d{5}$/.test(digits) && checkDigit(digits.slice(0, -1), salt) === digits.at(-1)
}

/** Three, two and four digits with dashes, in a range that is or was given out. */
export function isSsn(text: string): boolean {
  return /^(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}$/.test(text)
}
