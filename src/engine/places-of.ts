import { isList, isObject, type Value } from '#lang'

export const depthMax = 5
export const itemsMax = 50

/** The places of a value that hold something, `lines[].sku`; those of a list or map before those in it. */
export function* placesOf(value: Value): Iterable<string> {
  for (const [place] of partsOf(value)) yield place
}

/** The places with what kind of value each holds, `lines[].count negative`: kinds that services tell apart when they refuse. */
export function* kindsOf(value: Value): Iterable<string> {
  for (const [place, part] of partsOf(value)) yield `${place} ${kindOf(part)}`
}

function* partsOf(value: Value, place = '', depth = 0): Iterable<readonly [place: string, value: Value]> {
  if (place !== '') yield [place, value]
  if (depth > depthMax) return
  if (isList(value)) for (const item of value.slice(0, itemsMax)) yield* partsOf(item, `${place}[]`, depth + 1)
  else if (isObject(value)) for (const [key, item] of Object.entries(value)) yield* partsOf(item, placeBelow(place, key), depth + 1)
}

/** The place of a key of what stands at `place`. */
export function placeBelow(place: string, key: string): string {
  return place === '' ? key : `${place}.${key}`
}

export type Kind = 'null' | 'negative' | 'number' | 'blank' | 'text' | 'list' | 'boolean' | 'map'

export function kindOf(value: Value): Kind {
  if (value === null) return 'null'
  if (typeof value === 'number' || typeof value === 'bigint') return value < 0 ? 'negative' : 'number'
  if (typeof value === 'string') return value.trim() === '' ? 'blank' : 'text'
  return isList(value) ? 'list' : typeof value === 'boolean' ? 'boolean' : 'map'
}
