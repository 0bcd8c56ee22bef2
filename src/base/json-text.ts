/** `JSON.rawJSON` of ES2025, which the compiler's library does not know yet. */
const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown }

/** A value that `JSON.stringify` writes as this very text, such as `275.0`. */
export function spelled(text: string): unknown {
  return rawJSON(text)
}

/** JSON text in which 64-bit integers (bigint) keep all their digits; undefined is written as null. */
export function jsonText(value: unknown, indent?: number): string {
  return JSON.stringify(value ?? null, (_key, part: unknown) => (typeof part === 'bigint' ? rawJSON(String(part)) : part), indent)
}
