import type { HeaderList } from './exchange.ts'

/** Value of the first header of that name, in any case; undefined when there is none. */
export function headerValue(headers: HeaderList, name: string): string | undefined {
  const wanted = name.toLowerCase()
  for (const [candidate, value] of headers) {
    if (candidate.length === wanted.length && candidate.toLowerCase() === wanted) return value
  }
  return undefined
}

/** Values of all headers of that name, in any case, in wire order; not split at commas. */
export function headerValues(headers: HeaderList, name: string): string[] {
  const wanted = name.toLowerCase()
  const values: string[] = []
  for (const [candidate, value] of headers) {
    if (candidate.length === wanted.length && candidate.toLowerCase() === wanted) values.push(value)
  }
  return values
}

/** The elements of a comma-separated header over all its lines, trimmed, without empty ones. Not for `Set-Cookie` or dates. */
export function headerElements(headers: HeaderList, name: string): string[] {
  const values = headerValues(headers, name)
  if (values.length === 0) return values
  return values
    .flatMap((value) => value.split(','))
    .map((element) => element.trim())
    .filter((element) => element !== '')
}

/** The same list without the headers of these names (lower case). */
export function withoutHeaders(headers: HeaderList, names: readonly string[]): HeaderList {
  return headers.filter(([name]) => !names.includes(name.toLowerCase()))
}

/** From the flat form `[name, value, name, value, …]` that Node uses for raw headers. */
export function toHeaderList(flat: readonly string[]): HeaderList {
  const headers: [string, string][] = []
  for (let at = 0; at + 1 < flat.length; at += 2) headers.push([flat[at] as string, flat[at + 1] as string])
  return headers
}
