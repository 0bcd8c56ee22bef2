import { isList, isObject, type Value } from '#lang'

const depthMax = 5
const itemsMax = 50

/** The places of a value that hold something, `lines[].sku`; those of a list or map before those in it. */
export function* placesOf(value: Value, place = '', depth = 0): Iterable<string> {
  if (place !== '') yield place
  if (depth > depthMax) return
  if (isList(value)) for (const item of value.slice(0, itemsMax)) yield* placesOf(item, `${place}[]`, depth + 1)
  else if (isObject(value))
    for (const [key, item] of Object.entries(value)) yield* placesOf(item, place === '' ? key : `${place}.${key}`, depth + 1)
}
