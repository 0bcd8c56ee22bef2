/** `JSON.rawJSON` of ES2025, which the compiler's library does not know yet. */
const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown }

/**
 * JSON text of which `parseJson` makes the same value again, to the bit: whole numbers beyond 2^53 are told from 64-bit integers (`….0` or an
 * exponent), and minus nought and the infinities stay what they are. Members that are undefined are left out.
 */
export function exactJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part === 'bigint') return rawJSON(String(part))
    return typeof part === 'number' && needsSpelling(part) ? rawJSON(spell(part)) : part
  })
}

function needsSpelling(number: number): boolean {
  return Number.isInteger(number) ? !Number.isSafeInteger(number) || Object.is(number, -0) : !Number.isFinite(number)
}

/** JSON has no infinity, but numbers that are read as one. */
function spell(number: number): string {
  if (Object.is(number, -0)) return '-0'
  if (!Number.isFinite(number)) return Number.isNaN(number) ? 'null' : `${number < 0 ? '-' : ''}1e999`
  const text = String(number)
  return text.includes('e') ? text : `${text}.0`
}
