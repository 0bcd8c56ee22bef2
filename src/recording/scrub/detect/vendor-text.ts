import { type Place, replaceSecret, type ScrubRun } from '../scrub-run.ts'
import type { Claims } from './claims.ts'
import { type VendorKey, vendorKeys } from './vendor-keys.ts'

/** By their first two characters, longer prefixes first. */
const byStart = new Map<number, VendorKey[]>()
const starts = new Uint8Array(128 * 128)
for (const key of vendorKeys.toSorted((a, b) => b.prefix.length - a.prefix.length)) {
  const start = pair(key.prefix, 0)
  starts[start] = 1
  byStart.set(start, [...(byStart.get(start) ?? []), key])
}

/** Keys that their prefix gives away, anywhere in a text. */
export function claimVendorKeys(run: ScrubRun, claims: Claims, place: Place): void {
  const { text } = claims
  let inWord = false
  for (let at = 0; at + 12 <= text.length; at++) {
    const code = text.charCodeAt(at)
    const isWord = (code >= 48 && code <= 57) || ((code | 32) >= 97 && (code | 32) <= 122)
    if (isWord && !inWord && starts[pair(text, at)] === 1) {
      const found = keyAt(text, at)
      if (found !== undefined && !claims.taken(at, found.end)) {
        claims.claim(at, found.end, replaceSecret(run, found.rule, text.slice(at, found.end), place, 'secret'))
        at = found.end - 1
      }
    }
    inWord = isWord
  }
}

function pair(text: string, at: number): number {
  const first = text.charCodeAt(at)
  const second = text.charCodeAt(at + 1)
  return first < 128 && second < 128 ? first * 128 + second : 0
}

function keyAt(text: string, at: number): { rule: string; end: number } | undefined {
  for (const { rule, prefix, body } of byStart.get(pair(text, at)) as VendorKey[]) {
    if (!text.startsWith(prefix, at)) continue
    body.lastIndex = at + prefix.length
    const rest = body.exec(text)?.[0]
    if (rest !== undefined && isMixed(rest)) return { rule, end: at + prefix.length + rest.length }
  }
  return undefined
}

/** Words joined by dashes are no key. */
function isMixed(body: string): boolean {
  return /\d/.test(body) || (/[a-z]/.test(body) && /[A-Z]/.test(body))
}
