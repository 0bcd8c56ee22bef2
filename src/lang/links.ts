import type { Value } from './environment.ts'
import { isObject } from './value.ts'

/** A target with a parameter of its query set to a value (without it, where that is null), the others as they were written; absent where the value is. */
export function withParameter(target: Value, name: Value, value: Value): Value {
  if (typeof target !== 'string' || typeof name !== 'string') return undefined
  const [path = '', query = ''] = splitOnce(target, '?')
  if (value === null) return withoutParameter(path, query, name)
  if (typeof value !== 'string' && typeof value !== 'number') return undefined
  const pair = `${encodeURIComponent(name)}=${encodeURIComponent(value)}`
  const pairs = query === '' ? [] : query.split('&')
  const at = pairs.findIndex((each) => decoded(splitOnce(each, '=')[0] ?? '') === name)
  if (at === -1) pairs.push(pair)
  // The name stays as the client wrote it.
  else pairs[at] = `${splitOnce(pairs[at] ?? '', '=')[0]}=${encodeURIComponent(value)}`
  return `${path}?${pairs.join('&')}`
}

function withoutParameter(path: string, query: string, name: string): string {
  const pairs = query.split('&').filter((pair) => pair !== '' && decoded(splitOnce(pair, '=')[0] ?? '') !== name)
  return pairs.length === 0 ? path : `${path}?${pairs.join('&')}`
}

/** A map of relations to addresses as a `Link` header (RFC 8288); absent where there is none. */
export function printLinks(links: Value): Value {
  if (!isObject(links)) return undefined
  const entries = Object.entries(links).filter(([, address]) => typeof address === 'string')
  return entries.length === 0 ? undefined : entries.map(([relation, address]) => `<${address}>; rel="${relation}"`).join(', ')
}

function splitOnce(text: string, separator: string): string[] {
  const at = text.indexOf(separator)
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)]
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    // A malformed escape names itself.
    return text
  }
}
