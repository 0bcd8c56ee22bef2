/** `JSON.rawJSON` of ES2025, which the compiler's library does not know yet. */
const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown }

/** JSON text of a file that people may look into: one space of indentation, a line feed at the end, 64-bit integers digit by digit. */
export function printFile(content: object): string {
  return `${JSON.stringify(content, (_, value) => (typeof value === 'bigint' ? rawJSON(String(value)) : value), 1)}\n`
}
