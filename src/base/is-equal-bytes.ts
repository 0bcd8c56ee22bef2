/** Whether both are the same bytes. */
export function isEqualBytes(left: Uint8Array, right: Uint8Array): boolean {
  const { length } = left
  if (length !== right.length) return false
  for (let at = 0; at < length; at++) if (left[at] !== right[at]) return false
  return true
}
