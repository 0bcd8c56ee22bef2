import { scrubJson } from '../place/json-body.ts'
import { claimUrls } from '../place/url.ts'
import { maximumNesting, type Place, redact, replaceValue, type ScrubRun } from '../scrub-run.ts'
import { characterBits as bits, characterMask } from './character-mask.ts'
import { type Claims, createClaims } from './claims.ts'
import { claimEmails } from './email-text.ts'
import { claimJwts } from './jwt-text.ts'
import { claimIbans, claimNumbers } from './number-text.ts'
import { claimAssignments, claimBearers, claimPrivateKeys } from './secret-text.ts'
import { claimVendorKeys } from './vendor-text.ts'

/** Scrubs what is recognised by its form in a text without names: secrets known from elsewhere, URLs, keys, addresses, numbers. */
export function scrubText(run: ScrubRun, text: string, place: Place, nesting = 0): string {
  if (text.length < 6) return text
  const mayNest = nesting <= maximumNesting
  const first = text.charCodeAt(0)
  if (mayNest && (first === 123 || first === 91 || first <= 32) && /^\s*[{[]\s*["{[]/.test(text) && /[\]}]\s*$/.test(text)) {
    return scrubJson(run, text, place, nesting + 1)
  }
  const mask = characterMask(text)
  const claims = createClaims(text)
  if (run.policy.rules.length > 0) claimRuleMatches(run, claims, place)
  const hasColon = (mask & bits.colon) !== 0
  // Before the known secrets: a password in a URL gets more than its token.
  if (mayNest && hasColon && (mask & bits.slash) !== 0 && text.includes('://')) claimUrls(run, claims, place, nesting)
  if (run.found.size > 0 && place.isSearched !== true) claimFound(run, claims, place)
  if ((mask & (bits.digit | bits.upper | bits.at | bits.colon | bits.equals)) === 0)
    return claims.isEmpty() ? passOrHeal(run, text, place) : claims.apply()
  const hasDigits = (mask & bits.digit) !== 0 && text.length >= 11
  if (hasColon || (mask & bits.space) !== 0) claimSpoken(run, claims, place, text)
  if ((mask & bits.join) !== 0 && text.includes('eyJ')) claimJwts(run, claims, place, nesting)
  if (text.length >= 12) claimVendorKeys(run, claims, place)
  if (hasColon || (mask & bits.equals) !== 0) claimAssignments(run, claims, place)
  if ((mask & bits.at) !== 0) claimEmails(run, claims, place)
  if (hasDigits && (mask & bits.upper) !== 0) claimIbans(run, claims, place)
  if (hasDigits) claimNumbers(run, claims, place)
  if (claims.isEmpty()) return passOrHeal(run, text, place)
  return claims.apply()
}

/** Nothing was found in the text: it may still be a secret that is not known yet, or that only its token gives away. */
function passOrHeal(run: ScrubRun, text: string, place: Place): string {
  const token = run.passed.tokenFor(text)
  if (token === undefined) run.passed.pass(text)
  else run.tally.hit('found-secret', place.describe())
  return token ?? text
}

/** What takes a space or a dash to say. */
function claimSpoken(run: ScrubRun, claims: Claims, place: Place, text: string): void {
  if (text.includes('PRIVATE KEY')) claimPrivateKeys(run, claims, place)
  if (text.includes('earer ') || text.includes('asic ')) claimBearers(run, claims, place)
}

/** What the user's own patterns match. */
function claimRuleMatches(run: ScrubRun, claims: Claims, place: Place): void {
  for (const { name, match, action } of run.policy.rules) {
    if (match.kind !== 'regex') continue
    for (const { 0: value, index } of claims.text.matchAll(match.pattern)) {
      if (value === '' || claims.taken(index, index + value.length)) continue
      claims.claim(index, index + value.length, actOn(run, name, value, action, place))
    }
  }
}

function claimFound(run: ScrubRun, claims: Claims, place: Place): void {
  for (const { start, end, token } of run.found.find(claims.text) ?? []) {
    const value = claims.text.slice(start, end)
    if (claims.taken(start, end) || run.policy.allow.values.has(value)) continue
    if (token !== value) run.tally.hit('found-secret', place.describe())
    claims.claim(start, end, token)
  }
}

function actOn(run: ScrubRun, rule: string, value: string, action: string, place: Place): string {
  if (action === 'keep') return value
  if (action === 'token') return replaceValue(run, rule, value, 'secret', place)
  const changed = action === 'drop' ? '' : redact(value)
  if (changed !== value) run.tally.hit(rule, place.describe())
  return changed
}
