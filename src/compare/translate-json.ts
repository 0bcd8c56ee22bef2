import type { Correspondence } from './correspondence.ts'

const idKey = /(?:^|_|[a-z])(?:id|ids|Id|Ids|ID)$/

/** Whether the last key of a path (`body.lines[0].order_id`, `body.ids[2]`, `order_id`) names an id: numbers under it are names. */
export function isIdKey(path: string): boolean {
  const [key = ''] = /[\w$@-]+$/.exec(path.replace(/(?:\[\d+\]|"\])+$/, '')) ?? []
  return isIdName(key)
}

/** Whether a key as it is written names an id. */
export function isIdName(key: string): boolean {
  return idKey.test(key)
}

/**
 * Rewrites strings, and numbers under keys that name ids, inside a JSON text, and leaves its spelling alone. What is no JSON is rewritten as
 * far as it can be read. A time is that of the first of the `owners` that has one.
 */
export function translateJson(text: string, correspondence: Correspondence, owners: readonly string[]): string {
  const { length } = text
  const digitsOnly = owners.length === 0 && correspondence.hasDigitsOnly
  let result = ''
  let copied = 0
  let isUnderId = false
  for (let at = 0; at < length; ) {
    const code = text.charCodeAt(at)
    if (code === quote) {
      let end = at + 1
      let hasDigit = false
      let inner = text.charCodeAt(end)
      for (; end < length && inner !== quote && inner !== backslash; inner = text.charCodeAt(++end)) hasDigit ||= isDigit(inner)
      const literal = inner === backslash ? readEscaped(text, at) : undefined
      if (literal === undefined ? inner !== quote : literal === '') {
        // it has no end
        at++
        continue
      }
      end = literal === undefined ? end + 1 : at + literal.length
      const next = afterColon(text, end)
      const isKey = next !== end
      // most strings are words, which stand for nothing
      const mayStand = hasDigit || literal !== undefined || !digitsOnly
      if (isKey || mayStand) {
        const plain = literal === undefined ? text.slice(at + 1, end - 1) : readLiteral(literal)
        if (isKey) isUnderId = isIdName(plain ?? text.slice(at + 1, end - 1))
        const translated = plain === undefined ? undefined : (ownedBy(owners, plain, correspondence) ?? correspondence.text(plain))
        if (translated !== plain) {
          result += text.slice(copied, at) + JSON.stringify(translated)
          copied = end
        }
      }
      at = next
    } else if (isUnderId && (code === minus || isDigit(code))) {
      number.lastIndex = at
      const token = number.exec(text)?.[0] ?? '-'
      const translated = translateDigits(token, correspondence)
      if (translated !== token) {
        result += text.slice(copied, at) + translated
        copied = at + token.length
      }
      at += token.length
    } else at++
  }
  return copied === 0 ? text : result + text.slice(copied)
}

const quote = 0x22
const minus = 0x2d
const backslash = 0x5c
const colon = 0x3a
const number = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const escaped = /"(?:[^"\\]|\\.)*"/y
const spacedColon = /\s+:/y

/** The string that begins there, quotes and all; empty where it has no end. */
function readEscaped(text: string, start: number): string {
  escaped.lastIndex = start
  return escaped.exec(text)?.[0] ?? ''
}

/** The place after the colon that follows; the same place where none does. */
function afterColon(text: string, at: number): number {
  const code = text.charCodeAt(at)
  if (code === colon) return at + 1
  if (code > 0x20 && code < 0x80) return at
  spacedColon.lastIndex = at
  return spacedColon.test(text) ? spacedColon.lastIndex : at
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39
}

function readLiteral(literal: string): string | undefined {
  try {
    return JSON.parse(literal) as string
  } catch {
    return undefined
  }
}

function translateDigits(token: string, correspondence: Correspondence): string {
  if (!/^-?\d+$/.test(token)) return token
  const value = Number(token)
  const known = correspondence.number(Number.isSafeInteger(value) ? value : BigInt(token))
  return known === undefined ? token : String(known)
}

function ownedBy(owners: readonly string[], text: string, correspondence: Correspondence): string | undefined {
  for (const owner of owners) {
    const known = correspondence.owned(owner, text)
    if (known !== undefined) return known
  }
  return undefined
}
