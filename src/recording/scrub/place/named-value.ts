import { isLabel } from '../detect/labels.ts'
import { scrubText } from '../detect/scrub-text.ts'
import { classifyName, type NameClass } from '../name-class.ts'
import type { ScrubAction, ScrubRule } from '../scrub-policy.ts'
import { type Place, passesToken, redact, replaceSecret, replaceValue, type ScrubRun } from '../scrub-run.ts'
import { digitsOf } from '../token/digits.ts'
import { isPhoneShape, kindOf } from '../token/tokens.ts'
import { scrubAuthorization } from './authorization.ts'
import { scrubJson } from './json-body.ts'

/** Scrubs a value by the name that it goes under, or else by its form. `nameClass` overrules the name. */
export function scrubNamed(
  run: ScrubRun,
  name: string,
  value: string,
  place: Place,
  nesting = 0,
  nameClass: NameClass = classifyName(name),
): string {
  if (value === '' || run.policy.allow.names.has(name.toLowerCase())) return value
  switch (nameClass) {
    case 'secret':
      return scrubCredential(run, value, place, nesting)
    case 'phone':
      return isPhoneShape(value) ? meetReplaced(run, 'phone', value, place) : scrubText(run, value, place, nesting)
    case 'ssn':
      return /^\d{3}[- ]?\d{2}[- ]?\d{4}$/.test(value) ? meetReplaced(run, 'ssn', value, place) : scrubText(run, value, place, nesting)
    case 'card':
      return /^\d[\d -]{11,24}$/.test(value) && digitsOf(value).length >= 13
        ? meetReplaced(run, 'card', value, place)
        : scrubText(run, value, place, nesting)
    default:
      return scrubText(run, value, place, nesting)
  }
}

/** Numbers are known again elsewhere too, as they may stand in a path without a name. */
function meetReplaced(run: ScrubRun, kind: 'phone' | 'ssn' | 'card', value: string, place: Place): string {
  return replaceSecret(run, kind, value, place, kind)
}

/** Outside of `Authorization`, where any word is a scheme: the first word of a passphrase is none. */
const knownScheme =
  /^(?:bearer|basic|token|digest|jwt|api-?key|aws4-hmac-sha256|hawk|negotiate|oauth|dpop|ssws|sharedkey|googlelogin) +\S+/i

/** Scrubs a value in a place of credentials, whole: `Bearer …`, a key, a password, an address. */
export function scrubCredential(run: ScrubRun, value: string, place: Place, nesting = 0, rule = 'credential'): string {
  if (value.trim() === '' || isLabel(value)) return value
  if (place.talk && isTalk(value)) return scrubText(run, value, place, nesting)
  if (run.policy.off.has(rule) || run.policy.allow.values.has(value) || passesToken(run, value, kindOf(value))) return value
  if (knownScheme.test(value)) return scrubAuthorization(run, value, place, rule)
  const kind = kindOf(value)
  if (kind !== 'secret') return replaceSecret(run, rule, value, place, kind)
  if (/^\s*[{[]\s*["{[].*[\]}]\s*$/s.test(value)) return scrubJson(run, value, place, nesting + 1, 'secret')
  if (/:\/\/|-----BEGIN|^eyJ[\w-]+\./.test(value)) return scrubText(run, value, place, nesting)
  return replaceSecret(run, rule, value, place, 'secret')
}

/** A message about a field (`is too short`) or a label for one (`too_short`), as error answers have under the field's name. */
function isTalk(value: string): boolean {
  return /^[^\s]+(?:\s+[^\s]+)+$/.test(value.trim()) || /^[A-Za-z]+(?:[_.-][A-Za-z]+)*[.!]?$/.test(value)
}

/** The user's own rule for a header, parameter or key of this name. */
export function findRule(run: ScrubRun, kind: 'header' | 'query' | 'key', name: string): ScrubRule | undefined {
  if (run.policy.rules.length === 0) return undefined
  const lower = name.toLowerCase()
  return run.policy.rules.find(({ match }) => match.kind === kind && match.name === lower)
}

/** What a rule makes of a value; undefined when name and value go. */
export function actOnValue(
  run: ScrubRun,
  rule: { readonly name: string; readonly action: ScrubAction },
  value: string,
  place: Place,
): string | undefined {
  switch (rule.action) {
    case 'keep':
      return value
    case 'token':
      return value === '' ? value : replaceValue(run, rule.name, value, kindOf(value), place)
    case 'drop':
      run.tally.hit(rule.name, place.describe())
      return undefined
    case 'redact': {
      const redacted = redact(value)
      if (redacted !== value) run.tally.hit(rule.name, place.describe())
      else run.pass?.(value)
      return redacted
    }
  }
}
