import type { Json } from './json.ts'

const longDigits = /\d{16}/

/** Reads a JSON text; integers beyond 2^53 come as `bigint`. Undefined when it is not JSON. */
export function parseJson(text: string): Json | undefined {
  try {
    return longDigits.test(text) ? (JSON.parse(text, reviveInteger as (key: string, value: unknown) => unknown) as Json) : (JSON.parse(text) as Json)
  } catch {
    return undefined
  }
}

/** `source` is the number as it stands in the text. */
function reviveInteger(_key: string, value: unknown, { source }: { source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value) || source === undefined) return value
  return /^-?\d+$/.test(source) ? BigInt(source) : value
}
