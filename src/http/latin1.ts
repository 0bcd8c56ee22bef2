/** So many arguments a call may have, on any stack. */
const chunkBytes = 4096

/** Each byte as the character of its number. (The decoder that is called `latin1` is that of Windows 1252, by the Encoding Standard.) */
export function printLatin1(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += chunkBytes) text += String.fromCharCode(...bytes.subarray(at, at + chunkBytes))
  return text
}
