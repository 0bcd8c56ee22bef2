import { type Place, replaceValue, type ScrubRun } from '../scrub-run.ts'
import type { Claims } from './claims.ts'

const before = /[A-Za-z0-9._+\u0080-\uffff-]/
const after = /[A-Za-z0-9.\u0080-\uffff-]/
const files = /^(?:png|jpe?g|gif|svg|webp|ico|css|m?js|ts|json|html?)$/i

/** Addresses anywhere in a text, `mailto:` and `Name <address>` too. What is no address stays. */
export function claimEmails(run: ScrubRun, claims: Claims, place: Place): void {
  const { text } = claims
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    const start = nameStart(text, at)
    const end = hostEnd(text, at)
    if (start === at || end === at + 1 || end - start > 320 || claims.taken(start, end)) continue
    const ending = /^[^.].*\.([A-Za-z]{2,}|xn--[A-Za-z0-9-]+)$/.exec(text.slice(at + 1, end))?.[1]
    // `git@host:path` is a place, `logo@2x.png` a file.
    const isOther = (text[end] === ':' && text.slice(start, at) === 'git') || (ending !== undefined && files.test(ending))
    if (ending !== undefined && !isOther) claims.claim(start, end, replaceValue(run, 'email', text.slice(start, end), 'email', place))
  }
}

function nameStart(text: string, at: number): number {
  let start = at
  while (start > 0 && (before.test(text[start - 1] as string) || isApostrophe(text, start - 1))) start--
  while (start < at && /[.-]/.test(text[start] as string)) start++
  return start
}

/** Within a name (`o'brien`), not a quote around the address. */
function isApostrophe(text: string, index: number): boolean {
  return text[index] === "'" && /[A-Za-z]/.test(text[index - 1] ?? ' ') && /[A-Za-z]/.test(text[index + 1] ?? ' ')
}

function hostEnd(text: string, at: number): number {
  let end = at + 1
  while (end < text.length && after.test(text[end] as string)) end++
  while (end > at + 1 && /[.-]/.test(text[end - 1] as string)) end--
  return end
}
