import { type Place, replaceSecret, type ScrubRun } from '../scrub-run.ts'
import type { Claims } from './claims.ts'
import { type VendorKey, vendorKeys } from './vendor-keys.ts'

const byPrefix = new Map<string, VendorKey>(vendorKeys.map((key) => [key.prefix, key]))
const prefixes = [...byPrefix.keys()].sort((a, b) => b.length - a.length).map((prefix) => prefix.replace(/[./]/g, '\\$&'))
const anyPrefix = new RegExp(`(?<![A-Za-z0-9])(?:${prefixes.join('|')})`, 'g')

/** Keys that their prefix gives away, anywhere in a text. */
export function claimVendorKeys(run: ScrubRun, claims: Claims, place: Place): void {
  const { text } = claims
  for (const match of text.matchAll(anyPrefix)) {
    const key = byPrefix.get(match[0]) as VendorKey
    key.body.lastIndex = match.index + match[0].length
    const body = key.body.exec(text)?.[0]
    if (body === undefined || !isMixed(body)) continue
    const end = match.index + match[0].length + body.length
    if (claims.taken(match.index, end)) continue
    const value = text.slice(match.index, end)
    claims.claim(match.index, end, replaceSecret(run, key.rule, value, place, 'secret'))
  }
}

/** Words joined by dashes are no key. */
function isMixed(body: string): boolean {
  return /\d/.test(body) || (/[a-z]/.test(body) && /[A-Z]/.test(body))
}
