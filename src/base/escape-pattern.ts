/** A text as a part of a regular expression that matches just it. `RegExp.escape` came with Node 24 only. */
export function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
