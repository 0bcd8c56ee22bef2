export interface Target {
  /** As on the wire, before the `?`. */
  readonly path: string
  /** Between the slashes, percent-decoded; `/` has none, `/a/` has `a` and an empty one. A malformed escape stays as it is. */
  readonly segments: readonly string[]
  /** After the `?` as on the wire; undefined without a `?`. */
  readonly rawQuery: string | undefined
  /** Decoded as a form (`+` is a space), in wire order, duplicates kept; `?flag` has an empty value. */
  readonly query: readonly (readonly [name: string, value: string])[]
}

/** Splits a request target in origin form. Never throws: what can't be decoded stays as it is. */
export function parseTarget(target: string): Target {
  const mark = target.indexOf('?')
  const path = mark === -1 ? target : target.slice(0, mark)
  const rawQuery = mark === -1 ? undefined : target.slice(mark + 1)
  return { path, segments: splitPath(path), rawQuery, query: rawQuery === undefined ? [] : parseForm(rawQuery) }
}

/** Reads `name=value&…` as forms and queries write it: decoded, in order, duplicates kept, empty pairs skipped. */
export function parseForm(text: string): [name: string, value: string][] {
  const pairs: [string, string][] = []
  for (const part of text.split('&')) {
    if (part === '') continue
    const equals = part.indexOf('=')
    const name = equals === -1 ? part : part.slice(0, equals)
    const value = equals === -1 ? '' : part.slice(equals + 1)
    pairs.push([decodeFormText(name), decodeFormText(value)])
  }
  return pairs
}

function splitPath(path: string): string[] {
  if (path === '' || path === '/') return []
  return (path.startsWith('/') ? path.slice(1) : path).split('/').map(decodePercent)
}

function decodeFormText(text: string): string {
  return decodePercent(text.includes('+') ? text.replaceAll('+', ' ') : text)
}

/** Percent-decodes as UTF-8; text with a malformed escape comes back unchanged. */
export function decodePercent(text: string): string {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
