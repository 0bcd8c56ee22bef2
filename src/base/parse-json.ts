import type { Json } from './json.ts'

/** Parses JSON; integers beyond 2^53 become bigint. Returns undefined for text that is no JSON (or nested beyond reason). */
export function parseJson(text: string): Json | undefined {
  try {
    return /\d{16,}/.test(text) ? (JSON.parse(text, keepInteger) as Json) : (JSON.parse(text) as Json)
  } catch {
    return undefined
  }
}

function keepInteger(_key: string, value: unknown, context?: { source?: string }): unknown {
  const source = context?.source
  if (typeof value !== 'number' || source === undefined || Number.isSafeInteger(value) || !/^-?\d+$/.test(source)) return value
  return BigInt(source)
}
