import { mayNeedScrubbing } from '../detect/character-mask.ts'
import { scrubText } from '../detect/scrub-text.ts'
import type { FoundSpan } from '../found-secrets.ts'
import type { NameClass } from '../name-class.ts'
import type { ScrubRule } from '../scrub-policy.ts'
import { type Place, replaceSecret, type ScrubRun } from '../scrub-run.ts'
import { readJsonString, respell, writeJsonString } from '../spelling.ts'
import { isCardNumber } from '../token/card-token.ts'
import { createJsonCursor, type JsonCursor, type JsonToken } from './json-cursor.ts'
import { actOnValue, findRule, scrubNamed } from './named-value.ts'

/**
 * Scrubs JSON in place: only the bytes of values that change are touched, so spelling of numbers, white space, order, duplicate keys and
 * escapes stay. JSON that is cut short or broken is scrubbed as far as it can be read; it never throws.
 */
export function scrubJson(run: ScrubRun, text: string, place: Place, nesting = 0, rootClass: NameClass = 'plain'): string {
  const cursor = createJsonCursor(text, rootClass)
  const walk: JsonWalk = { run, cursor, place: new InsideJson(cursor, place), nesting, hasRules: run.policy.rules.length > 0 }
  const spans = run.found.find(text) ?? []
  let span = 0
  let out = ''
  let from = 0
  for (let token = cursor.next(); token; token = cursor.next()) {
    while (span < spans.length && (spans[span] as FoundSpan).end <= token.start) span++
    const isKnown = span < spans.length && (spans[span] as FoundSpan).start < token.end
    if (!isKnown && !run.isThorough && isHarmless(text, token, cursor)) continue
    walk.place.isSearched = !isKnown && !token.escaped
    const raw = text.slice(token.start, token.end)
    const changed = token.kind === 'number' ? scrubNumberToken(walk, raw, isKnown) : scrubStringToken(walk, token.kind, raw)
    if (changed === raw) continue
    if (changed !== undefined) {
      out += text.slice(from, token.start) + changed
      from = token.end
      continue
    }
    const cut = cursor.memberSpan(from)
    out += text.slice(from, cut.start)
    from = cut.end
    if (/^\s*[}\]]/.test(text.slice(from, from + 100))) out = out.replace(/,\s*$/, '')
  }
  return from === 0 && out === '' ? text : out + text.slice(from)
}

interface JsonWalk {
  readonly run: ScrubRun
  readonly cursor: JsonCursor
  readonly place: InsideJson
  readonly nesting: number
  readonly hasRules: boolean
}

/** A class, because an object with a getter of its own costs a hidden class each time, which only a full collection frees. */
class InsideJson implements Place {
  /** Holds for the token at hand. */
  isSearched = false
  readonly #cursor: JsonCursor
  readonly #place: Place

  constructor(cursor: JsonCursor, place: Place) {
    this.#cursor = cursor
    this.#place = place
  }

  get talk(): boolean {
    return this.#place.talk || this.#cursor.isUnderErrors()
  }

  describe(): string {
    return `${this.#place.describe()} ${this.#cursor.path()}`
  }
}

/** Whether the built-in rules have nothing to look for here. */
function isHarmless(text: string, token: JsonToken, cursor: JsonCursor): boolean {
  if (token.kind !== 'name' && cursor.nameClass() !== 'plain') return token.start === token.end
  if (token.kind === 'number') return token.end - token.start < 15
  return !token.escaped && !mayNeedScrubbing(text, token.start, token.end, token.mask)
}

/** What is written instead of `raw`, the inside of a string; undefined when the whole member goes. */
function scrubStringToken(walk: JsonWalk, kind: JsonToken['kind'], raw: string): string | undefined {
  const { run, cursor, place, nesting } = walk
  const spelled = readJsonString(raw)
  if (kind === 'name') return respell(raw, spelled, scrubText(run, spelled.text, place, nesting + 1), writeJsonString)
  const rule = walk.hasRules ? findJsonRule(run, cursor) : undefined
  const text = rule
    ? actOnValue(run, rule, spelled.text, place)
    : scrubNamed(run, cursor.name(), spelled.text, place, nesting + 1, cursor.nameClass())
  return text === undefined ? undefined : respell(raw, spelled, text, writeJsonString)
}

/** The same for a number. */
function scrubNumberToken(walk: JsonWalk, raw: string, isKnown: boolean): string | undefined {
  const { run, cursor, place } = walk
  const rule = walk.hasRules ? findJsonRule(run, cursor) : undefined
  if (rule) return actOnNumber(run, rule, raw, place)
  if (isKnown && /^[1-9]\d*$/.test(raw)) return scrubText(run, raw, place)
  return scrubNumber(run, cursor.name(), cursor.nameClass(), raw, place)
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
  // The token of another number would begin with zeros, which JSON does not allow.
  if (nameClass === 'phone' && !/^1?[2-9]\d{9}$/.test(raw)) return raw.length < 7 ? raw : replaceSecret(run, 'phone', raw, place, 'secret')
  return scrubNamed(run, name, raw, place, 0, nameClass)
}

function actOnNumber(run: ScrubRun, rule: ScrubRule, raw: string, place: Place): string | undefined {
  if (rule.action === 'drop' || /^[1-9]\d*$/.test(raw)) {
    const changed = actOnValue(run, rule, raw, place)
    return changed === undefined || !changed.startsWith('0') ? changed : `1${changed.slice(1)}`
  }
  return raw
}
