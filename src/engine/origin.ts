import type { Json, JsonObject } from '#base'
import { isList, isObject, setMember, type Value } from '#lang'

/** Stands for the service's own address in models and in a session's state. `.invalid` is reserved: nobody has this host. */
export const ownHost = 'origin.doppel.invalid'
export const ownOrigin = `http://${ownHost}`

/** Puts `ownOrigin` in place of addresses of the service (`http://127.0.0.1:8080`, with or without scheme) in a text. */
export function createOriginMasker(origins: readonly string[]): (text: string) => string {
  const hosts = [...new Set(origins.map((origin) => origin.replace(/^https?:\/\//, '').replace(/\/.*$/, '')))].filter((host) => host !== '')
  return (text) => {
    let masked = text
    for (const host of hosts) {
      if (!masked.includes(host)) continue
      masked = masked.replaceAll(`https://${host}`, ownOrigin).replaceAll(host, ownHost)
    }
    return masked
  }
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
