import type { HeaderList } from './exchange.ts'

/** The value of the first cookie of that name in a request; undefined where there is none, or it is empty. */
export function cookieValue(headers: HeaderList, name: string): string | undefined {
  for (const [header, value] of headers) {
    if (header.length !== 6 || header.toLowerCase() !== 'cookie') continue
    for (const pair of value.split(';')) {
      const at = pair.indexOf('=')
      if (at !== -1 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim() || undefined
    }
  }
  return undefined
}
