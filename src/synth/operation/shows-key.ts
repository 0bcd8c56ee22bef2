import { decodeBase64, type Json, type JsonObject } from '#base'
import { isList, isObject } from '#lang'

/** Of the values at one place, how many must hold the key. */
const shareMin = 0.5
const digest = /(?<![0-9a-z])(?:[0-9a-f]{16}|[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{128})(?![0-9a-z])/i

/**
 * Whether something in new entities besides the field that is their key may be made of it: it holds the key as most of them have it, a text made
 * with it, a number that is always as far from it, or what may be a digest. Explaining with a key at hand takes as long as without, so it is asked first.
 */
export function showsKey(entities: readonly JsonObject[], keys: readonly (Json | undefined)[], field: string): boolean {
  const places = new Map<string, PlaceOfKey>()
  for (const [at, entity] of entities.entries()) {
    const key = keys[at]
    if (key === undefined) continue
    visit({ ...entity, [field]: null }, '', (path, value) => {
      const place = places.get(path) ?? new PlaceOfKey()
      places.set(path, place)
      place.see(value, key)
    })
  }
  return [...places.values()].some((place) => place.isOften())
}

class PlaceOfKey {
  #values = 0
  #hits = 0
  readonly #distances = new Set<number>()
  readonly #keys = new Set<Json>()

  see(value: Json, key: Json): void {
    this.#values++
    if (holds(value, key)) this.#hits++
    const [number, from] = [Number(value), Number(key)]
    this.#distances.add(Number.isFinite(number) && Number.isFinite(from) ? number - from : Number.NaN)
    this.#keys.add(key)
  }

  isOften(): boolean {
    const [distance] = this.#distances
    const isApart = this.#distances.size === 1 && Number.isFinite(distance) && this.#keys.size > 1
    return isApart || this.#hits >= this.#values * shareMin
  }
}

function visit(value: Json, path: string, see: (path: string, value: Json) => void): void {
  if (isList(value)) for (const item of value) visit(item, `${path}[]`, see)
  else if (isObject(value)) for (const [name, part] of Object.entries(value)) visit(part, `${path}.${name}`, see)
  else if (typeof value === 'string' || typeof value === 'number') see(path, value)
}

function holds(value: Json, key: Json): boolean {
  if (value === key || String(value) === String(key)) return true
  if (typeof value !== 'string') return false
  return digest.test(value) || holdsText(value, key) || holdsText(decodeBase64(value) ?? '', key)
}

/** A number stands by itself in a text, maybe with zeros before it; a text stands anywhere. */
function holdsText(text: string, key: Json): boolean {
  const number = Number(key)
  if (Number.isInteger(number)) return (text.match(/\d+/g) ?? []).some((digits) => Number(digits) === number)
  return text.toLowerCase().includes(String(key).toLowerCase())
}
