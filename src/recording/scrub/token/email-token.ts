import type { SipHash } from '#base'
import { isSealed, readSymbols, type Symbols, seal } from './seal.ts'
import { createSymbolStream, drawSymbol, type SymbolStream, writeSymbols } from './symbol-stream.ts'

/** Shorter names get letters on top: a workspace with ten thousand addresses still has no two with one token. */
const minimumSymbols = 11
const sealBits = 20

/** Name and domain are tokens, the end of the domain stays; the token of `A@B.com` is that of `a@b.com` apart from case. */
export function toEmailToken(hash: SipHash, email: string): string {
  const split = email.lastIndexOf('@')
  const name = email.slice(0, split).replace(/[\u0080-\uffff]/g, 'x')
  const host = toDomainToken(hash, email.slice(split + 1))
  const salt = saltOf(host)
  const seed = hash.text(email.toLowerCase())
  let token = email
  for (let attempt = 0; attempt < 64; attempt++) {
    token = `${drawName(name, salt, createSymbolStream(seed, attempt))}@${host}`
    if (isEmailToken(token)) break
  }
  return token
}

export function isEmailToken(email: string): boolean {
  const split = email.lastIndexOf('@')
  if (split <= 0) return false
  const symbols = readSymbols(email.slice(0, split))
  return symbols.at.length >= minimumSymbols && isSealed(symbols, saltOf(email.slice(split + 1)), sealBits)
}

function drawName(name: string, salt: number, stream: SymbolStream): string {
  const missing = Math.max(0, minimumSymbols - readSymbols(name).at.length)
  const filler = (/[a-z]/.test(name) || !/[A-Z]/.test(name) ? 'x' : 'X').repeat(missing)
  const long = name + filler
  const symbols: Symbols = readSymbols(long)
  for (let index = 0; index < symbols.at.length; index++) symbols.value[index] = drawSymbol(stream, symbols.room[index] as number)
  seal(symbols, salt, sealBits)
  return writeSymbols(long, symbols.at, symbols.value)
}

/** A small number for the domain, whatever its case. */
function saltOf(host: string): number {
  let salt = 0
  for (let index = 0; index < host.length; index++) salt = Math.imul(salt ^ (host.charCodeAt(index) | 32), 0x01000193)
  return salt
}

/** Names that the standards reserve for examples and tests belong to nobody and stay. */
const reserved = /(?:^|\.)(?:example(?:\.(?:com|org|net|edu))?|test|invalid|localhost|local)$/i
const secondLevel = /^(?:co|com|org|net|ac|gov|edu|or|ne|go)$/i

function toDomainToken(hash: SipHash, domain: string): string {
  if (reserved.test(domain) || domain.endsWith(']')) return domain
  const labels = domain.split('.')
  const ending = labels.length > 2 && (labels.at(-1) as string).length === 2 && secondLevel.test(labels.at(-2) as string) ? 2 : 1
  const own = labels.slice(0, -ending).join('.')
  const plain = own.replace(/[\u0080-\uffff]/g, 'x')
  const { at, room } = readSymbols(plain)
  const stream = createSymbolStream(hash.text(`@${domain.toLowerCase()}`))
  return [
    writeSymbols(
      plain,
      at,
      room.map((size) => drawSymbol(stream, size)),
    ),
    ...labels.slice(-ending),
  ].join('.')
}
