import { classifyName } from '../name-class.ts'
import { type Place, replaceSecret, type ScrubRun } from '../scrub-run.ts'
import type { Claims } from './claims.ts'
import { isLabel } from './labels.ts'

const pemPattern = /-----BEGIN ((?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?)-----([\s\S]{1,20000}?)(?:-----END \1-----|$)/g

/** Private keys in PEM: the lines around stay, what is between is a token. */
export function claimPrivateKeys(run: ScrubRun, claims: Claims, place: Place): void {
  for (const match of claims.text.matchAll(pemPattern)) {
    const start = match.index + '-----BEGIN -----'.length + (match[1] as string).length
    const body = match[2] as string
    if (!claims.taken(start, start + body.length))
      claims.claim(start, start + body.length, replaceSecret(run, 'private-key', body, place, 'secret'))
  }
}

const schemePattern = /(?<![A-Za-z0-9])(?:Bearer|Basic|bearer|basic) +([A-Za-z0-9._~+/-]{12,}={0,2})/g

/** `Bearer …` in a sentence or a command line. */
export function claimBearers(run: ScrubRun, claims: Claims, place: Place): void {
  for (const match of claims.text.matchAll(schemePattern)) {
    const value = match[1] as string
    const start = match.index + match[0].length - value.length
    if (claims.taken(start, start + value.length) || !/\d/.test(value)) continue
    claims.claim(start, start + value.length, replaceSecret(run, 'bearer', value, place))
  }
}

const nounPattern =
  /(?:pass(?:word|wd|phrase|code)?|pwd|secret|token|key|signature|sig|credentials?|pin|otp)[A-Za-z0-9_-]{0,24}(?=\\?["']?\s{0,3}(?:=>|[:=]))/gi
const valuePattern = /\\?["']?\s{0,3}(?:=>|[:=])\s{0,3}(?:\\?(["'])([^"'\\\r\n]{1,500})|([^\s"'\\,;&<>(){}[\]|]{4,500}))/y

/** `password=…`, `api_key: "…"` in program text, logs, command lines and connection strings. */
export function claimAssignments(run: ScrubRun, claims: Claims, place: Place): void {
  const { text } = claims
  for (const match of text.matchAll(nounPattern)) {
    const nameEnd = match.index + match[0].length
    if (classifyName(nameBefore(text, nameEnd)) !== 'secret') continue
    valuePattern.lastIndex = nameEnd
    const assigned = valuePattern.exec(text)
    const value = assigned?.[2] ?? assigned?.[3]
    if (!assigned || value === undefined) continue
    const start = assigned.index + assigned[0].length - value.length
    if (claims.taken(start, start + value.length) || !isSecretText(value, assigned[1] !== undefined)) continue
    claims.claim(start, start + value.length, replaceSecret(run, 'assignment', value, place))
  }
}

function nameBefore(text: string, end: number): string {
  let start = end
  while (start > 0 && end - start < 60 && /[A-Za-z0-9_-]/.test(text[start - 1] as string)) start--
  return text.slice(start, end)
}

/** Unquoted text must look made up: `token: expired` is talk. Placeholders and variables are no secrets. */
function isSecretText(value: string, quoted: boolean): boolean {
  if (isLabel(value) || /^(?:\$|\{\{|<|%[A-Z])/.test(value)) return false
  if (quoted) return !value.includes(' ') || /\d/.test(value)
  return /\d/.test(value) || (/[a-z]/.test(value) && /[A-Z]/.test(value.slice(1))) || value.length >= 20
}
