/** Whether a segment is written as ids are: digits, UUIDs, hex, or letters mixed with digits. */
export function isIdLike(text: string): boolean {
  if (/^\d+$/.test(text)) return true
  if (/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text)) return true
  if (/^[0-9a-f]{12,}$/i.test(text) && /\d/.test(text)) return true
  // A version such as v1 or v10 is a literal.
  if (/^v\d+([.-]\d+)*$/i.test(text)) return false
  return text.length >= 8 && /\d/.test(text) && /[a-z]/i.test(text) && !/^[a-z]+-?v?\d$/i.test(text)
}
