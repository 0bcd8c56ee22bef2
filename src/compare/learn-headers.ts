import { type HeaderList, headerValue, headerValues } from '#http'
import { isCompared } from './compare-headers.ts'
import { looksRandom } from './looks-random.ts'
import { eachPiece } from './pieces.ts'
import type { Scope } from './scope.ts'

const opaque = /^[\w.~+/=-]{16,}$/
const neverTokens = new Set(['date', 'last-modified', 'set-cookie'])

/** Tokens and cookies that an answer hands out in headers which are not compared stand for those of the twin's answer. */
export function learnHeaders(expected: HeaderList, actual: HeaderList, scope: Scope): void {
  for (const [name, value] of expected) {
    const own = name.toLowerCase()
    if (!opaque.test(value) || neverTokens.has(own) || isCompared(own)) continue
    learn(value, headerValue(actual, name), scope)
  }
  const cookies = headerValues(expected, 'set-cookie')
  if (cookies.length === 0) return
  const jar = new Map(headerValues(actual, 'set-cookie').map(splitCookie))
  for (const [name, value] of cookies.map(splitCookie)) learn(value, jar.get(name), scope)
}

function learn(expected: string, actual: string | undefined, scope: Scope): void {
  if (actual === undefined || expected === actual || expected.length < 6 || scope.correspondence.hasText(expected)) return
  let minted = false
  eachPiece(expected, (piece) => {
    minted ||= looksRandom(piece) && scope.origins.isMinted(piece)
  })
  if (minted) scope.correspondence.learnUnseen(expected, actual)
}

function splitCookie(cookie: string): [name: string, value: string] {
  const pair = cookie.split(';', 1)[0] ?? ''
  const equals = pair.indexOf('=')
  return equals === -1 ? ['', pair] : [pair.slice(0, equals).trim(), pair.slice(equals + 1).trim()]
}
