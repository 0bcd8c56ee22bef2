import type { Json } from '#base'

/** JSON text without white space; a bigint is written as its digits. Key order is that of the value. */
export function printJson(value: Json): string {
  try {
    return JSON.stringify(value)
  } catch {
    // It refuses bigints, which are rare: looking for one first would cost every other value twice.
    return print(value)
  }
}

function print(value: Json): string {
  if (typeof value === 'bigint') return String(value)
  if (Array.isArray(value)) return `[${value.map(print).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  return `{${Object.entries(value)
    .map(([key, item]) => `${JSON.stringify(key)}:${print(item)}`)
    .join(',')}}`
}
