import { scrubText } from '../detect/scrub-text.ts'
import type { NameClass } from '../name-class.ts'
import type { ScrubRule } from '../scrub-policy.ts'
import { type Place, replaceSecret, type ScrubRun } from '../scrub-run.ts'
import { readJsonString, respell, writeJsonString } from '../spelling.ts'
import { isCardNumber } from '../token/card-token.ts'
import { mayNeedScrubbing } from './character-mask.ts'
import { createJsonCursor, type JsonCursor, type JsonToken } from './json-cursor.ts'
import { actOnValue, findRule, scrubNamed } from './named-value.ts'

/**
 * Scrubs JSON in place: only the bytes of values that change are touched, so spelling of numbers, white space, order, duplicate keys and
 * escapes stay. JSON that is cut short or broken is scrubbed as far as it can be read; it never throws.
 */
export function scrubJson(run: ScrubRun, text: string, place: Place, nesting = 0): string {
  const cursor = createJsonCursor(text)
  const spans = run.found.find(text)
  let found = 0
  let out = ''
  let from = 0
  for (let token = cursor.next(); token; token = cursor.next()) {
    if (token.kind === 'name') {
      if (!mayNeedScrubbing(token.mask, token.end - token.start) && !spans) continue
    } else if (token.kind === 'string' && token.start === token.end) continue
    while (spans && found < spans.length && (spans[found] as { end: number }).end <= token.start) found++
    const known = spans !== undefined && found < spans.length && (spans[found] as { start: number }).start < token.end
    const raw = text.slice(token.start, token.end)
    const changed = scrubToken(run, cursor, token, raw, known, place, nesting)
    if (changed === raw) continue
    if (changed !== undefined) {
      out += text.slice(from, token.start) + changed
      from = token.end
    } else {
      const cut = cursor.memberSpan(from)
      out += text.slice(from, cut.start)
      from = cut.end
      if (/^\s*[}\]]/.test(text.slice(from, from + 100))) out = out.replace(/,\s*$/, '')
    }
  }
  return from === 0 && out === '' ? text : out + text.slice(from)
}

/** What is written instead of `raw`, the inside of a string or a number; undefined when the whole member goes. */
function scrubToken(
  run: ScrubRun,
  cursor: JsonCursor,
  token: JsonToken,
  raw: string,
  known: boolean,
  place: Place,
  nesting: number,
): string | undefined {
  const inner: Place = {
    describe: () => `${place.describe()} ${cursor.path()}`,
    get talk() {
      return place.talk || cursor.isUnderErrors()
    },
  }
  if (token.kind === 'name') {
    const spelled = readJsonString(raw)
    return respell(raw, spelled, scrubText(run, spelled.text, inner, nesting + 1), writeJsonString)
  }
  const rule = run.policy.rules.length > 0 ? findJsonRule(run, cursor) : undefined
  if (rule?.action === 'keep') return raw
  const name = cursor.name()
  const nameClass = cursor.nameClass()
  if (token.kind === 'number') return rule ? actOnNumber(run, rule, raw, inner) : scrubNumber(run, name, nameClass, raw, inner)
  if (rule === undefined && nameClass === 'plain' && !known && !token.escaped && !mayNeedScrubbing(token.mask, raw.length)) {
    if (!run.policy.rules.some(({ match }) => match.kind === 'regex')) return raw
  }
  const spelled = readJsonString(raw)
  const text = rule ? actOnValue(run, rule, spelled.text, inner) : scrubNamed(run, name, spelled.text, inner, nesting + 1, nameClass)
  return text === undefined ? undefined : respell(raw, spelled, text, writeJsonString)
}

/** A rule for a key holds for everything below it. */
function findJsonRule(run: ScrubRun, cursor: JsonCursor): ScrubRule | undefined {
  for (const name of cursor.names()) {
    const rule = findRule(run, 'key', name)
    if (rule) return rule
  }
  const path = cursor.path().slice(1)
  return run.policy.rules.find(({ match }) => match.kind === 'json' && match.path.test(path))
}

const smallSecret = /(?:pin|otp|cvc|cvv|cvv2|csc|password|passcode|pass|pwd|totp)$/i

/** Numbers are scrubbed where their name says what they are, and where they can be nothing but a card. */
function scrubNumber(run: ScrubRun, name: string, nameClass: NameClass, raw: string, place: Place): string {
  if (!/^\d{3,19}$/.test(raw) || raw.startsWith('0')) return raw
  if (nameClass === 'plain' || nameClass === 'code') {
    const isId = /(?:id|_at|time|stamp|ts|date)$/i.test(name)
    return raw.length >= 15 && !isId && isCardNumber(raw) ? replaceSecret(run, 'card', raw, place, 'card') : raw
  }
  if (nameClass === 'secret') return smallSecret.test(name) ? replaceSecret(run, 'credential', raw, place, 'secret') : raw
  return scrubNamed(run, name, raw, place, 0, nameClass)
}

function actOnNumber(run: ScrubRun, rule: ScrubRule, raw: string, place: Place): string | undefined {
  if (rule.action === 'drop' || /^[1-9]\d*$/.test(raw)) {
    const changed = actOnValue(run, rule, raw, place)
    return changed === undefined || !changed.startsWith('0') ? changed : `1${changed.slice(1)}`
  }
  return raw
}
