import type { Json } from '#base'
import { setMember } from '#lang'
import { ownHost } from '#model'
import { unmaskOrigin } from './origin.ts'

/** Deeper values are read from their text, by who can say no. */
const depthMax = 500

/**
 * What a reader of the JSON text of a value finds, with this origin in place of the service's own: the same parts wherever they hold nothing
 * of it. Undefined where only the text can tell: numbers that JSON has no spelling for or whose digits are read as another number, members
 * without a value, keys that name the service.
 */
export function printedValue(value: Json, origin: string): Json | undefined {
  return read(value, origin, 0)
}

function read(value: Json | undefined, origin: string, depth: number): Json | undefined {
  switch (typeof value) {
    case 'string':
      return namesService(value) ? unmaskOrigin(value, origin) : value
    case 'boolean':
      return value
    case 'number':
      return isSpelledOut(value) ? value : undefined
    case 'object':
      if (value === null) return null
      if (depth > depthMax) return undefined
      return Array.isArray(value)
        ? readList(value, origin, depth + 1)
        : readMap(value as { readonly [key: string]: Json }, origin, depth + 1)
    default:
      return undefined
  }
}

/** Most texts are too short for it. */
function namesService(text: string): boolean {
  return text.length >= ownHost.length && text.includes(ownHost)
}

/** Whether a number is read back as it is; of many digits it would be a bigint, and there is no negative zero. */
function isSpelledOut(value: number): boolean {
  return Number.isSafeInteger(value) ? !Object.is(value, -0) : Number.isFinite(value) && !Number.isInteger(value)
}

function readList(list: readonly Json[], origin: string, depth: number): Json | undefined {
  let copy: Json[] | undefined
  for (let at = 0; at < list.length; at++) {
    const item = list[at]
    const found = read(item, origin, depth)
    if (found === undefined) return undefined
    if (copy !== undefined) copy[at] = found
    else if (found !== item) {
      copy = list.slice()
      copy[at] = found
    }
  }
  return copy ?? list
}

function readMap(map: { readonly [key: string]: Json }, origin: string, depth: number): Json | undefined {
  let copy: Record<string, Json> | undefined
  for (const key in map) {
    if (namesService(key)) return undefined
    const item = map[key]
    const found = read(item, origin, depth)
    if (found === undefined) return undefined
    if (found === item) continue
    copy ??= { ...map }
    setMember(copy, key, found)
  }
  return copy ?? map
}
