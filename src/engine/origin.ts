import { type Json, type JsonObject, memoize } from '#base'
import { isList, isObject, setMember, type Value } from '#lang'
import { ownHost, ownOrigin } from '#model'

/** The masker of one address; sessions of a twin share few. */
export const maskerOf = memoize((origin: string) => createOriginMasker([origin]))

/**
 * Puts `ownOrigin` in place of addresses of the service (`http://127.0.0.1:8080`, with or without scheme, or as `localhost`) in a text.
 * Longer names that hold such an address, and mail addresses, are not its own.
 */
export function createOriginMasker(origins: readonly string[]): (text: string) => string {
  const hosts = [
    ...new Set(
      origins
        .map((origin) =>
          origin
            .replace(/^https?:\/\//, '')
            .replace(/\/.*$/, '')
            .toLowerCase(),
        )
        .flatMap(namesOf),
    ),
  ]
  const own = hosts.filter((host) => host !== '').map((host) => ({ host, pattern: addressPattern(host) }))
  return (text) => {
    let masked = text
    for (const { host, pattern } of own) {
      if (masked.includes(host)) masked = masked.replace(pattern, (_, scheme) => (scheme === undefined ? ownHost : ownOrigin))
    }
    return masked
  }
}

/** A service on this machine may be called by any of its names. */
function namesOf(host: string): string[] {
  const port = /^(?:127\.0\.0\.1|localhost|\[::1\])(:\d+)$/.exec(host)?.[1]
  return port === undefined ? [host] : [`127.0.0.1${port}`, `localhost${port}`, `[::1]${port}`]
}

/** The address with its scheme, slashes plain or escaped as in JSON; alone only where the host can't be taken for a word. */
function addressPattern(host: string): RegExp {
  const name = host.replace(/[.[\]]/g, '\\$&')
  const scheme = String.raw`(https?:(?://|\\/\\/))`
  const isTelling = /[.:]/.test(host)
  return new RegExp(String.raw`(?:(?<![\w.@-])|(?<=%2F))${scheme}${isTelling ? '?' : ''}${name}(?![\w-]|\.\w|:\d)`, 'g')
}

/** Puts an origin back in place of `ownOrigin`. */
export function unmaskOrigin(text: string, origin: string): string {
  if (!text.includes(ownHost)) return text
  return text.replaceAll(ownOrigin, origin).replaceAll(ownHost, origin.replace(/^https?:\/\//, ''))
}

/** Changes every text in a value. */
export function mapTexts(value: Value, change: (text: string) => string): Value {
  if (typeof value === 'string') return change(value)
  if (isList(value)) return value.map((item) => mapTexts(item, change) as Json)
  if (!isObject(value)) return value
  const mapped: Record<string, Json> = {}
  for (const [key, item] of Object.entries(value)) setMember(mapped, key, mapTexts(item, change) as Json)
  return mapped as JsonObject
}
