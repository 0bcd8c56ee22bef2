import { type HeaderList, headerValues, parseMediaType } from '#http'
import { judgeText } from './judge-text.ts'
import type { Scope } from './scope.ts'
import type { Tally } from './tally.ts'

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

/** Compares the headers that a client acts on. One that only the twin sends is a warning, a wrong or missing one an error. */
export function compareHeaders(expected: HeaderList, actual: HeaderList, scope: Scope, tally: Tally): void {
  const seen = new Set<string>()
  for (const [spelled] of expected) {
    const name = spelled.toLowerCase()
    if (seen.has(name) || !isCompared(name)) continue
    seen.add(name)
    const value = joined(expected, name)
    const other = headerValues(actual, name)
    if (other.length === 0) tally.headerWrong(name, value, undefined)
    else compareHeader(name, value, other.join(', '), scope, tally)
  }
  for (const [spelled] of actual) {
    const name = spelled.toLowerCase()
    if (seen.has(name) || !isCompared(name)) continue
    seen.add(name)
    tally.headerWrong(name, undefined, joined(actual, name), 'warning')
  }
}

/** Whether a client acts on the header of this name, in lower case. */
export function isCompared(name: string): boolean {
  return compared.has(name) || paging.test(name)
}

function joined(headers: HeaderList, name: string): string {
  return headerValues(headers, name).join(', ')
}

function compareHeader(name: string, expected: string, actual: string, scope: Scope, tally: Tally): void {
  if (name === 'content-type') {
    if (expected === actual || normalType(expected) === normalType(actual)) tally.headerRight(true)
    else tally.headerWrong(name, expected, actual)
    return
  }
  if (name === 'etag') {
    compareEtag(expected, actual, scope, tally)
    return
  }
  const verdict = judgeText(expected, actual, scope)
  if (verdict === 'same' || verdict === 'mapped') tally.headerRight(true)
  else if (verdict === 'unverified') tally.headerRight(false)
  else tally.headerWrong(name, scope.correspondence.text(expected), actual)
}

/** An ETag is opaque: what counts is that there is one, and that it stays the same for the same state; `If-None-Match` carries the twin's. */
function compareEtag(expected: string, actual: string, scope: Scope, tally: Tally): void {
  if (scope.correspondence.text(expected) === actual) {
    tally.headerRight(true)
    return
  }
  // a digest of the body follows from it: what is wrong there is reported there
  if (scope.correspondence.hasText(expected) && tally.divergences.length === 0) {
    tally.headerWrong('etag', scope.correspondence.text(expected), actual)
    return
  }
  scope.correspondence.learnText(expected, actual)
  tally.headerRight(false)
}

/** Case and space of a media type don't matter, nor the order of its parameters. */
function normalType(value: string): string {
  const media = parseMediaType(value)
  if (media === undefined) return value.trim().toLowerCase()
  const parameters = [...media.parameters].map(([name, text]) => `;${name}=${text.toLowerCase()}`)
  return media.essence + parameters.sort().join('')
}
