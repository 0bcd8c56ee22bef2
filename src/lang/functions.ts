import { md5, sha1 } from '@noble/hashes/legacy.js'
import { sha256, sha512 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import {
  addPeriods,
  decodeBase64Url,
  encodeBase64,
  encodeBase64Url,
  isZone,
  type Json,
  type JsonObject,
  parseJson,
  parsePeriod,
} from '#base'
import { aggregateRows } from './aggregate.ts'
import type { Value } from './environment.ts'
import { printLinks, withParameter } from './links.ts'
import { printJson } from './print-json.ts'
import { bytesOf, printContentRange, readRange, sliceText } from './ranges.ts'
import { readBrackets } from './read-brackets.ts'
import { selects } from './selectors.ts'
import { formatTime, parseTime } from './time-format.ts'
import { untaken } from './untaken.ts'
import { compareValues, equal, isList, isObject, setMember } from './value.ts'

/** The functions of the language that depend on their arguments only; each is total: what it can't do is absent. */
export const functions: Readonly<Record<string, (...args: readonly Value[]) => Value>> = {
  has: (value) => value !== undefined,
  coalesce: (...values) => values.find((value) => value !== undefined),
  size: (value) =>
    typeof value === 'string' ? [...value].length : isList(value) ? value.length : isObject(value) ? Object.keys(value).length : undefined,
  type: (value) =>
    value === undefined ? 'absent' : value === null ? 'null' : isList(value) ? 'list' : typeof value === 'bigint' ? 'number' : typeof value,
  lower: (value) => onText(value, (text) => text.toLowerCase()),
  upper: (value) => onText(value, (text) => text.toUpperCase()),
  trim: (value) => onText(value, (text) => text.trim()),
  capitalize: (value) => onText(value, (text) => text.slice(0, 1).toUpperCase() + text.slice(1)),
  slug: (value) => onText(value, toSlug),
  string: (value) => (value === null || value === undefined || typeof value === 'object' ? undefined : String(value)),
  number: toNumber,
  /** A number as a text with at least one digit behind the point: `6.0`. */
  decimal: (value, digits) =>
    typeof digits === 'number'
      ? fixedDecimal(toNumber(value), digits)
      : onNumber(value, (number) => (Number.isInteger(number) ? `${number}.0` : String(number))),
  boolean: (value) =>
    value === true || value === 'true' || value === '1' || value === 1
      ? true
      : value === false || value === 'false' || value === '0' || value === 0
        ? false
        : undefined,
  floor: (value) => onNumber(value, Math.floor),
  ceil: (value) => onNumber(value, Math.ceil),
  abs: (value) => onNumber(value, Math.abs),
  /** `mode`: half away from zero on the decimal spelling; `even` half to the even digit; `binary` as `Math.round(x * 100) / 100` does. */
  round: (value, digits, mode) => onNumber(value, (number) => roundAs(number, typeof digits === 'number' ? digits : 0, mode)),
  min: (...values) => extreme(values, -1),
  max: (...values) => extreme(values, 1),
  sum: (list) => (isList(list) ? list.reduce<number>((total, item) => total + (typeof item === 'number' ? item : 0), 0) : undefined),
  /** The mean of the numbers in a list; absent where there is none. */
  avg: (list) => (isList(list) ? mean(list.filter((item) => typeof item === 'number')) : undefined),
  count: (list) => (isList(list) ? list.length : undefined),
  /** `[0, 1, …]` of so many items. */
  range: (size) =>
    typeof size === 'number' && size >= 0 ? Array.from({ length: Math.min(Math.floor(size), rangeMax) }, (_, at) => at) : undefined,
  first: (list) => (isList(list) ? list[0] : undefined),
  last: (list) => (isList(list) ? list[list.length - 1] : undefined),
  sort: (list) => (isList(list) ? [...list].sort(compareValues) : undefined),
  reverse: (list) => (isList(list) ? [...list].reverse() : undefined),
  /** The items of several lists, one list after the other. */
  concat: (...lists) => (lists.every(isList) ? lists.flat() : undefined),
  untaken,
  distinct: (list) => (isList(list) ? distinctItems(list) : undefined),
  split: (value, separator) => (typeof value === 'string' && typeof separator === 'string' ? value.split(separator) : undefined),
  join: (list, separator) => (isList(list) && typeof separator === 'string' ? list.map(plainText).join(separator) : undefined),
  contains: (whole, part) =>
    typeof whole === 'string' && typeof part === 'string'
      ? whole.includes(part)
      : isList(whole)
        ? whole.some((item) => equal(item, part))
        : undefined,
  /** Whether labels meet all selectors. */
  selects,
  startsWith: (whole, part) => (typeof whole === 'string' && typeof part === 'string' ? whole.startsWith(part) : undefined),
  endsWith: (whole, part) => (typeof whole === 'string' && typeof part === 'string' ? whole.endsWith(part) : undefined),
  replace: (text, from, to) =>
    typeof text === 'string' && typeof from === 'string' && typeof to === 'string' ? text.replaceAll(from, () => to) : undefined,
  /** A number or text with zeros in front, up to a width. */
  pad: (value, width) =>
    (typeof value === 'number' || typeof value === 'string') && typeof width === 'number'
      ? String(value).padStart(Math.min(width, padMax), '0')
      : undefined,
  substring: (text, start, end) =>
    typeof text === 'string' && typeof start === 'number' ? text.slice(start, typeof end === 'number' ? end : undefined) : undefined,
  /** A number or text as one part of a path or query: `a b/c` is `a%20b%2Fc`. */
  encode: (value) =>
    typeof value === 'string' || typeof value === 'number' ? encodeURIComponent(String(value).toWellFormed()) : undefined,
  keys: (value) => (isObject(value) ? Object.keys(value) : undefined),
  values: (value) => (isObject(value) ? Object.values(value) : undefined),
  get: (value, key) =>
    isObject(value) && typeof key === 'string' && Object.hasOwn(value, key)
      ? value[key]
      : isList(value) && typeof key === 'number'
        ? value[key]
        : undefined,
  merge: (...values) => mergeMaps(values),
  omit: (value, ...keys) => (isObject(value) ? pickKeys(value, (key) => !keys.includes(key)) : undefined),
  pick: (value, ...keys) => (isObject(value) ? pickKeys(value, (key) => keys.includes(key)) : undefined),
  base64: (value) => onText(value, encodeBase64),
  base64url: (value) => onText(value, encodeBase64Url),
  /** The printable text behind base64 of either alphabet; absent where there is none. */
  unbase64: (value) => (typeof value === 'string' ? printable(decodeBase64Url(value)) : undefined),
  /** The entries of a map that a list, or a text with commas, names; all where there is no such wish. */
  only: (value, names) => (isObject(value) ? onlyNamed(value, names) : undefined),
  json: (value) => (value === undefined ? undefined : printJson(value)),
  hash: (algorithm, text) => (typeof text === 'string' ? hashBytes(algorithm, new TextEncoder().encode(text)) : undefined),
  /** Digest of a map's entries in the order of their keys. */
  hashEntries: (algorithm, map, between, after) =>
    isObject(map) && typeof between === 'string' && typeof after === 'string'
      ? hashBytes(algorithm, entryBytes(map, between, after))
      : undefined,
  parsed: (value) => (typeof value === 'string' ? parseJson(value) : undefined),
  /** The map that parameters with brackets after a name make: `filter[a][b]=1`. */
  brackets: (query, prefix) => (isObject(query) && typeof prefix === 'string' ? readBrackets(query, prefix) : undefined),
  /** What a `Range` header asks for: a map of unit, start and end. */
  ranged: readRange,
  slice: sliceText,
  bytes: bytesOf,
  contentRange: printContentRange,
  aggregate: aggregateRows,
  withParameter,
  links: printLinks,
  time: (ms, format) => (typeof ms === 'number' && typeof format === 'string' ? formatTime(ms, format) : undefined),
  moment: (value) => parseTime(value),
  /** The moment a period of the calendar later: `plus(now, "1mo")`, or by the calendar of a zone. */
  plus: (value, text, zone = 'UTC') => {
    const atMs = typeof value === 'number' ? value : parseTime(value)
    const period = typeof text === 'string' ? parsePeriod(text) : undefined
    return atMs !== undefined && period !== undefined && typeof zone === 'string' && isZone(zone)
      ? addPeriods(atMs, period, 1, zone)
      : undefined
  },
}

/** No answer has longer lists than that made of nothing. */
const rangeMax = 10_000
/** Widths beyond this are no numbers. */
const padMax = 100

/** Bytes of a map's entries by key order: key, `between`, value, `after`; names and values are UTF-8, separators one byte a character. */
function entryBytes(map: JsonObject, between: string, after: string): Uint8Array {
  const encoder = new TextEncoder()
  const separator = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0))
  const [inner, outer] = [separator(between), separator(after)]
  const parts = Object.keys(map)
    .sort()
    .flatMap((key) => [encoder.encode(key), inner, encoder.encode(plainText(map[key] ?? null)), outer])
  const bytes = new Uint8Array(parts.reduce((total, part) => total + part.length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

function mean(numbers: readonly number[]): Value {
  return numbers.length === 0 ? undefined : numbers.reduce((total, number) => total + number, 0) / numbers.length
}

function distinctItems(list: readonly Json[]): Json[] {
  if (list.every((item) => item === null || typeof item !== 'object')) return [...new Set(list)]
  return list.filter((item, at) => list.findIndex((other) => equal(other, item)) === at)
}

/** A value in running text: null is nothing, a list or map is its JSON. */
function plainText(value: Json): string {
  if (value === null) return ''
  return typeof value === 'object' ? printJson(value) : String(value)
}

/** `Snow Hare 9` as `snow-hare-9`: marks off letters, lower case, runs of anything else as one hyphen. */
export function toSlug(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
}

function printable(text: string | undefined): string | undefined {
  return text !== undefined && text !== '' && !/\p{Cc}|\uFFFD/u.test(text) ? text : undefined
}

function onText(value: Value, change: (text: string) => string): Value {
  return typeof value === 'string' ? change(value) : undefined
}

function onNumber(value: Value, change: (number: number) => number | string): Value {
  return typeof value === 'number' ? change(value) : undefined
}

function toNumber(value: Value): Value {
  if (typeof value === 'number' || typeof value === 'bigint') return value
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value !== 'string' || !/^\s*[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?\s*$/.test(value)) return undefined
  return Number(value)
}

/** Rounds half away from zero on the decimal spelling, as money is rounded (1.005 gives 1.01). */
function roundTo(number: number, digits: number): number {
  const scaled = Number(`${Math.abs(number)}e${digits}`)
  if (!Number.isFinite(scaled)) return Number(number.toFixed(Math.min(Math.max(0, digits), 100)))
  return Math.sign(number) * Number(`${Math.round(scaled)}e${-digits}`) + 0
}

function roundAs(number: number, digits: number, mode: Value): number {
  const scale = 10 ** digits
  if (mode === 'binary') return Math.round(number * scale) / scale
  if (mode !== 'even') return roundTo(number, digits)
  const scaled = Number(`${number}e${digits}`)
  const whole = Math.floor(scaled)
  const isHalf = Math.abs(scaled - whole - 0.5) < 1e-9
  return isHalf ? Number(`${whole % 2 === 0 ? whole : whole + 1}e${-digits}`) + 0 : roundTo(number, digits)
}

/** A number with so many digits after the point. */
function fixedDecimal(value: Value, digits: number): Value {
  return typeof value === 'number' && digits >= 0 && digits <= padMax ? roundTo(value, digits).toFixed(digits) : undefined
}

function extreme(values: readonly Value[], sign: number): Value {
  const items = values.length === 1 && isList(values[0]) ? values[0] : values
  let best: Value
  for (const item of items)
    if (item !== undefined && item !== null && (best === undefined || sign * compareValues(item, best) > 0)) best = item
  return best
}

function mergeMaps(values: readonly Value[]): Value {
  const merged: Record<string, Json> = {}
  for (const value of values) {
    if (!isObject(value)) continue
    for (const [key, item] of Object.entries(value)) setMember(merged, key, item)
  }
  return merged
}

function onlyNamed(value: JsonObject, names: Value): JsonObject {
  const wanted = isList(names)
    ? names.filter((name) => typeof name === 'string')
    : typeof names === 'string'
      ? names.split(',').map((name) => name.trim())
      : undefined
  return wanted === undefined ? value : pickKeys(value, (key) => wanted.includes(key))
}

function pickKeys(value: JsonObject, keep: (key: string) => boolean): JsonObject {
  const picked: Record<string, Json> = {}
  for (const [key, item] of Object.entries(value)) if (keep(key)) setMember(picked, key, item)
  return picked
}

function hashBytes(algorithm: Value, bytes: Uint8Array): Value {
  switch (algorithm) {
    case 'md5':
      return bytesToHex(md5(bytes))
    case 'sha1':
      return bytesToHex(sha1(bytes))
    case 'sha256':
      return bytesToHex(sha256(bytes))
    case 'sha512':
      return bytesToHex(sha512(bytes))
    case 'fnv1a64':
      return fnv1a64(bytes)
    default:
      return undefined
  }
}

/** 64-bit FNV-1a; 16 hex digits. */
function fnv1a64(bytes: Uint8Array): string {
  let hash = 0xcbf29ce484222325n
  for (const byte of bytes) hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn
  return hash.toString(16).padStart(16, '0')
}
