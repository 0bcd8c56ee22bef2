import { createSipHash } from '#base'
import { isCardNumber, isCardToken, toCardToken } from './card-token.ts'
import { digitsOf } from './digits.ts'
import { isEmailToken, toEmailToken } from './email-token.ts'
import { isIban, isIbanToken, toIbanToken } from './iban-token.ts'
import { isPhoneToken, toPhoneToken } from './phone-token.ts'
import { isSecretToken, toSecretToken } from './secret-token.ts'
import { isSsn, isSsnToken, toSsnToken } from './ssn-token.ts'

/** What a value is by its form; `secret` is everything else. */
export type ValueKind = 'secret' | 'email' | 'phone' | 'card' | 'iban' | 'ssn'

/** One value, one token; the same key gives the same tokens in every run. */
export interface Tokens {
  of(value: string, kind: ValueKind): string
}

const make = { secret: toSecretToken, email: toEmailToken, phone: toPhoneToken, card: toCardToken, iban: toIbanToken, ssn: toSsnToken }
const maximumRemembered = 20_000

/** `key` has 16 bytes. */
export function createTokens(key: Uint8Array): Tokens {
  const hash = createSipHash(key)
  const remembered = new Map<string, string>()
  return {
    of(value, kind) {
      const name = kind === 'secret' ? value : `${kind}\n${value}`
      const known = remembered.get(name)
      if (known !== undefined) return known
      const token = make[kind](hash, value)
      if (remembered.size >= maximumRemembered) remembered.clear()
      if (value.length <= 4096) remembered.set(name, token)
      return token
    },
  }
}

/**
 * Whether `value` is a token already, of whichever key: the learner and the engine may ask, as the order of tokens and the letters in them
 * say nothing about the values that they stand for. `kind` as known from the place; by its form otherwise.
 */
export function isToken(value: string, kind: ValueKind = 'secret'): boolean {
  if (isSecretToken(value)) return true
  if (kind === 'phone' || /^[+(]|[ ().-]/.test(value)) if (isPhoneShape(value) && isPhoneToken(value)) return true
  if (kind === 'ssn' || /^\d{3}-\d{2}-\d{4}$/.test(value)) if (isSsnToken(value)) return true
  if (value.includes('@')) return isEmailToken(value)
  return (/^[\d -]{13,26}$/.test(value) && isCardToken(value)) || (/^[A-Z]{2}\d{2}/.test(value) && isIbanToken(value))
}

/** The kind of a value that stands alone. */
export function kindOf(value: string): ValueKind {
  if (/^[A-Za-z0-9._+'\u0080-\uffff-]+@[A-Za-z0-9.\u0080-\uffff-]+\.[A-Za-z]{2,}$/.test(value)) return 'email'
  if (/^[A-Z]{2}\d{2}[A-Z0-9 ]{11,40}$/.test(value) && isIban(value.replace(/ /g, ''))) return 'iban'
  if (isSsn(value)) return 'ssn'
  if (/^\d[\d -]{11,24}\d$/.test(value) && isCardNumber(digitsOf(value))) return 'card'
  return value.startsWith('+') && isPhoneShape(value) ? 'phone' : 'secret'
}

/** Seven to fifteen digits and what people put between them. */
export function isPhoneShape(value: string): boolean {
  if (!/^\+?[\d ()./-]+(?: ?(?:x|ext\.?) ?\d{1,6})?$/.test(value)) return false
  const count = digitsOf(value).length
  return count >= 7 && count <= 17
}
