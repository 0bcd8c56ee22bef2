import { memoize } from '#base'
import { type HeaderList, headerValues, parseMediaType } from '#http'
import type { FieldRule } from './field-class.ts'
import { judgeByClass } from './judge-by-class.ts'
import { isClockReading } from './judge-clock.ts'
import { judgeText } from './judge-text.ts'
import type { Scope } from './scope.ts'
import type { Tally } from './tally.ts'
import type { Verdict } from './verdict.ts'

/** Headers that a client acts on. */
const compared = new Set([
  'content-type',
  'location',
  'link',
  'www-authenticate',
  'allow',
  'content-range',
  'retry-after',
  'etag',
  'x-total-count',
])

/** Counts, places and neighbours of a page of a list, as services write them. */
const paging =
  /^x-(?:total|page|per-page|next-page|prev-page|total-pages|pagination|limit|offset|has-more|next-cursor)(?:$|-)|^pagination-|^total-count$/

/** Headers of the message on its way, not of the answer. */
const framing = new Set(['connection', 'content-length', 'date', 'keep-alive', 'trailer', 'transfer-encoding', 'upgrade'])

/**
 * Compares the headers that a client acts on, and those that have a rule. One that only the twin sends is a warning, a wrong or missing one
 * an error.
 */
export function compareHeaders(
  expected: HeaderList,
  actual: HeaderList,
  scope: Scope,
  tally: Tally,
  rules: ReadonlyMap<string, FieldRule> = noRules,
): void {
  const seen = new Set<string>()
  for (const [spelled] of expected) {
    const name = spelled.toLowerCase()
    if (seen.has(name)) continue
    seen.add(name)
    const rule = rules.get(name)
    if (rule !== undefined) scope.onRule?.(rule)
    else if (!isCompared(name)) {
      if (!framing.has(name)) tally.onUnverified?.(`header.${name}`, 'header_allowlist')
      continue
    }
    const value = joined(expected, name)
    const other = headerValues(actual, name)
    if (other.length === 0) tally.headerWrong(name, value, undefined)
    else if (rule !== undefined) compareByRule(name, value, other.join(', '), rule, scope, tally)
    else compareHeader(name, value, other.join(', '), scope, tally)
  }
  for (const [spelled] of actual) {
    const name = spelled.toLowerCase()
    if (seen.has(name) || !isCompared(name)) continue
    seen.add(name)
    tally.headerWrong(name, undefined, joined(actual, name), 'warning')
  }
}

const noRules: ReadonlyMap<string, FieldRule> = new Map()

/** Whether a client acts on the header of this name, in lower case. */
export const isCompared = memoize((name: string): boolean => compared.has(name) || paging.test(name))

function joined(headers: HeaderList, name: string): string {
  return headerValues(headers, name).join(', ')
}

function compareByRule(name: string, expected: string, actual: string, rule: FieldRule, scope: Scope, tally: Tally): void {
  settle(name, expected, actual, judgeByClass(expected, actual, rule, lenientOf(scope)), scope, tally)
}

function compareHeader(name: string, expected: string, actual: string, scope: Scope, tally: Tally): void {
  if (name === 'content-type') {
    if (expected === actual || normalType(expected) === normalType(actual)) tally.headerRight(name)
    else tally.headerWrong(name, expected, actual)
    return
  }
  if (name === 'etag') {
    compareEtag(expected, actual, scope, tally)
    return
  }
  settle(
    name,
    expected,
    actual,
    scope.judgeLeaf?.(expected, actual, () => `header.${name}`) ?? judgeText(expected, actual, lenientOf(scope)),
    scope,
    tally,
  )
}

/** Headers may be digests over what was made up: of those the form has to do. */
function lenientOf(scope: Scope): Scope {
  return { ...scope, isMade: undefined }
}

function settle(name: string, expected: string, actual: string, verdict: Verdict, scope: Scope, tally: Tally): void {
  if (verdict === 'same' || verdict === 'mapped') tally.headerRight(name)
  else if (verdict === 'unverified') tally.headerRight(name, isClockReading(expected) ? 'timestamp' : 'generated')
  else tally.headerWrong(name, scope.correspondence.text(expected), actual)
}

/** An ETag is opaque: what counts is that there is one, and that it stays the same for the same state; `If-None-Match` carries the twin's. */
function compareEtag(expected: string, actual: string, scope: Scope, tally: Tally): void {
  if (scope.correspondence.text(expected) === actual) {
    tally.headerRight('etag')
    return
  }
  // a digest of the body follows from it: what is wrong there is reported there
  if (scope.correspondence.hasText(expected) && tally.divergences.length === 0) {
    tally.headerWrong('etag', scope.correspondence.text(expected), actual)
    return
  }
  scope.correspondence.learnText(expected, actual)
  tally.headerRight('etag', 'opaque')
}

/** Case and space of a media type don't matter, nor the order of its parameters. */
function normalType(value: string): string {
  const media = parseMediaType(value)
  if (media === undefined) return value.trim().toLowerCase()
  const parameters = [...media.parameters].map(([name, text]) => `;${name}=${text.toLowerCase()}`)
  return media.essence + parameters.sort().join('')
}
