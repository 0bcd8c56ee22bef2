const base64 = /^(?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=?)?$|^[A-Za-z0-9_-]{8,}$/

/** The text that a base64 or base64url word holds; undefined when it is none or holds no printable ASCII text. */
export function decodeBase64Text(word: string): string | undefined {
  if (word.length < 8 || word.length > 4096 || !base64.test(word)) return undefined
  let text: string
  try {
    text = atob(word.replaceAll('-', '+').replaceAll('_', '/'))
  } catch {
    return undefined
  }
  return /^[\x20-\x7e\r\n\t]{4,}$/.test(text) ? text : undefined
}
