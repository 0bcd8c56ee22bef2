import { decodeBase64, encodeBase64 } from '#base'

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
  const pair = decodeBase64(encoded)
  const split = pair?.indexOf(':') ?? -1
  if (pair === undefined || split < 0) return seal(encoded)
  const password = pair.slice(split + 1)
  const user = pair.slice(0, split)
  // Without a password the user is the secret.
  const sealed = password === '' ? `${seal(user)}:` : `${user}:${seal(password)}`
  return encodeBase64(sealed)
}
