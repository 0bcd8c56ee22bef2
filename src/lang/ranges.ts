import type { Value } from './environment.ts'

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
