import type { Value } from './environment.ts'
import { isObject } from './value.ts'

/**
 * What a `Range` header asks for (RFC 9110), with the unit or without it: `items=5-9` is `{unit: "items", start: 5, end: 10}`, `5-` has no end, `bytes=-3` is
 * `{unit: "bytes", suffix: 3}`. `end` is the number of the first that is not asked for. Absent where it is no such text, or has several ranges.
 */
export function readRange(text: Value): Value {
  const [, unit, first = '', last = ''] = (typeof text === 'string' && /^\s*(?:([\w-]+)\s*=\s*)?(\d*)-(\d*)\s*$/.exec(text)) || []
  const named = unit === undefined ? {} : { unit }
  if (first === '') return last === '' ? undefined : { ...named, suffix: Number(last) }
  const start = Number(first)
  if (last === '') return { ...named, start }
  // The other way round it says nothing.
  return Number(last) < start ? undefined : { ...named, start, end: Number(last) + 1 }
}

/** The bytes of a text, as UTF-8, that a range asks for; absent where it begins behind their end. A character that is cut is not there. */
export function sliceText(text: Value, range: Value): Value {
  if (typeof text !== 'string') return undefined
  const bytes = new TextEncoder().encode(text)
  const [start, end] = boundsOf(range, bytes.length)
  return start < bytes.length ? new TextDecoder().decode(bytes.subarray(start, end)).replaceAll('\uFFFD', '') : undefined
}

export function bytesOf(text: Value): Value {
  return typeof text === 'string' ? new TextEncoder().encode(text).length : undefined
}

/** The `Content-Range` that answers a range of something of a size: `bytes 0-4/254`, or without the range where it begins behind the end. */
export function printContentRange(range: Value, size: Value): Value {
  if (!isObject(range) || typeof size !== 'number') return undefined
  const [start, end] = boundsOf(range, size)
  const unit = typeof range.unit === 'string' ? `${range.unit} ` : ''
  return start < size ? `${unit}${start}-${end - 1}/${size}` : `${unit}*/${size}`
}

function boundsOf(range: Value, size: number): [start: number, end: number] {
  const { start, end, suffix } = isObject(range) ? range : {}
  if (typeof suffix === 'number') return [suffix === 0 ? size : Math.max(0, size - suffix), size]
  return [typeof start === 'number' ? start : 0, typeof end === 'number' ? Math.min(end, size) : size]
}
