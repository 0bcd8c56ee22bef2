/** `JSON.rawJSON` of ES2025, which the compiler's library does not know yet. */
const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown }

/** JSON for people; 64-bit integers keep all their digits. */
export function printStateJson(value: unknown): string {
  const text = JSON.stringify(value, (_key, part) => (typeof part === 'bigint' ? rawJSON(String(part)) : part), 2)
  return `${text}\n`
}
