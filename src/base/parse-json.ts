import type { Json } from './json.ts'

/** Parses JSON; integers beyond 2^53 become bigint. Returns undefined for text that is no JSON (or nested beyond reason). */
export function parseJson(text: string): Json | undefined {
  try {
    return hasLongNumber(text) ? (JSON.parse(text, keepInteger) as Json) : (JSON.parse(text) as Json)
  } catch {
    return undefined
  }
}

const longNumber = 16

/** Looking at a text of more characters, a regular expression has been compiled sooner than a loop. */
const longText = 65_536

/** Whether so many digits stand in a row that a number may lose some. */
function hasLongNumber(text: string): boolean {
  if (text.length > longText) return /\d{16}/.test(text)
  // Every sixteenth character is enough: no such row goes without one.
  for (let at = longNumber - 1; at < text.length; at += longNumber) {
    if (!isDigit(text, at)) continue
    let [from, to] = [at, at + 1]
    while (isDigit(text, from - 1)) from--
    while (to - from < longNumber && isDigit(text, to)) to++
    if (to - from >= longNumber) return true
  }
  return false
}

/** Also false before and after the text. */
function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  return code >= 48 && code <= 57
}

function keepInteger(_key: string, value: unknown, context?: { source?: string }): unknown {
  const source = context?.source
  if (typeof value !== 'number' || source === undefined || Number.isSafeInteger(value) || !/^-?\d+$/.test(source)) return value
  return BigInt(source)
}
