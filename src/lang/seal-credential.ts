/**
 * A credential in the form that it has in recordings: the scheme stays (`Bearer …`), and so does the user of `Basic …`;
 * the secret gives way to its token.
 */
export function sealCredential(text: string, seal: (text: string) => string): string {
  const [, lead = '', rest = ''] = /^([A-Za-z][A-Za-z0-9-]*\s+)(\S+)$/.exec(text) ?? []
  if (lead === '') return seal(text)
  return lead + (/^basic\s/i.test(lead) ? sealBasic(rest, seal) : seal(rest))
}

function sealBasic(encoded: string, seal: (text: string) => string): string {
  let pair: string
  try {
    pair = new TextDecoder().decode(Uint8Array.from(atob(encoded), (character) => character.charCodeAt(0)))
  } catch {
    return seal(encoded)
  }
  const split = pair.indexOf(':')
  if (split < 0) return seal(encoded)
  const password = pair.slice(split + 1)
  const user = pair.slice(0, split)
  // Without a password the user is the secret.
  const sealed = password === '' ? `${seal(user)}:` : `${user}:${seal(password)}`
  return btoa(String.fromCharCode(...new TextEncoder().encode(sealed)))
}
