import { decodeBase64Url, encodeBase64Url } from '#base'
import { scrubJson } from '../place/json-body.ts'
import { type Place, replaceSecret, type ScrubRun } from '../scrub-run.ts'
import type { Claims } from './claims.ts'

const jwtPattern = /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{4,}(?:\.[A-Za-z0-9_-]*){2,4}/g

/** JSON web tokens: the header stays, the claims are scrubbed like any JSON (times stay), the signature is a token. */
export function claimJwts(run: ScrubRun, claims: Claims, place: Place, nesting: number): void {
  for (const match of claims.text.matchAll(jwtPattern)) {
    const end = match.index + match[0].length
    const parts = match[0].split('.')
    if (claims.taken(match.index, end) || !isJsonObject(parts[0] as string)) continue
    const [head = '', ...others] = parts
    const signed = parts.length === 3 && isJsonObject(parts[1] as string)
    const scrubbed = others.map((part, index) => {
      if (part === '') return part
      return signed && index === 0 ? scrubClaims(run, part, place, nesting) : replaceSecret(run, 'jwt', part, place, 'secret')
    })
    const token = [head, ...scrubbed].join('.')
    claims.claim(match.index, end, token)
    if (token !== match[0]) run.meet(match[0], token)
  }
}

function isJsonObject(part: string): boolean {
  return decodeBase64Url(part)?.trimStart().startsWith('{') ?? false
}

function scrubClaims(run: ScrubRun, part: string, place: Place, nesting: number): string {
  const text = decodeBase64Url(part) as string
  const scrubbed = scrubJson(run, text, place, nesting + 1)
  return scrubbed === text ? part : encodeBase64Url(scrubbed)
}
