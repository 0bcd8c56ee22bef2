import { memoize } from '#base'

/** A moment that a service wrote down. */
export interface ClockReading {
  /** Milliseconds since 1970, UTC; a time without a zone is taken as UTC. */
  readonly atMs: number
  /** Length of the smallest unit written. */
  readonly unitMs: number
  /** How it is written, all but the digits of a fraction, e.g. `iso T:SZ`. */
  readonly layout: string
  /** Digits of the fraction of a second as written. */
  readonly fraction: string
}

const iso = /^(\d{4})-(\d\d)-(\d\d)([T ])(\d\d):(\d\d)(?::(\d\d)(?:([.,])(\d+))?)?( ?)(Z|UTC|[+-]\d\d:?\d\d)?$/
const http = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\d\d) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d):(\d\d) GMT$/
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** How far from an exchange a moment may lie and still be a reading of its clock (a start, an expiry): two days. */
export const readingReachMs = 2 * 86_400_000

/** Reads a time of day with its date, as ISO 8601 and HTTP write it, or digits that count seconds or milliseconds since 1970. */
export function parseClockText(text: string): ClockReading | undefined {
  const { length } = text
  if (length < 10 || length > 40) return undefined
  const first = text.charCodeAt(0)
  if (first >= 48 && first <= 57) return length === 10 || length === 13 ? (digitsReading(text) ?? isoReading(text)) : isoReading(text)
  return length === 29 ? httpReading(text) : undefined
}

/** Reads a count of seconds, milliseconds or microseconds since 1970. A count of seconds may have a fraction. */
export function parseClockNumber(value: number): ClockReading | undefined {
  if (value < 1e9 || value >= 4e15) return undefined
  if (value < 4e9) return { atMs: value * 1000, unitMs: Number.isInteger(value) ? 1000 : 1, layout: 'epoch s', fraction: '' }
  if (value >= 1e12 && value < 4e12) return { atMs: value, unitMs: 1, layout: 'epoch ms', fraction: '' }
  if (value >= 1e15) return { atMs: value / 1000, unitMs: 1, layout: 'epoch us', fraction: '' }
  return undefined
}

/** Whether two readings are written alike. Trailing zeros of a fraction may be cut, as long as none is ever shown. */
export function isSameLayout(expected: ClockReading, actual: ClockReading): boolean {
  if (expected.layout !== actual.layout) return false
  const [left, right] = [expected.fraction, actual.fraction]
  if (left.length === right.length) return true
  return left !== '' && right !== '' && !left.endsWith('0') && !right.endsWith('0')
}

function digitsReading(text: string): ClockReading | undefined {
  if (!/^\d+$/.test(text)) return undefined
  const reading = parseClockNumber(Number(text))
  return reading === undefined ? undefined : { ...reading, layout: `digits ${reading.layout}` }
}

function isoReading(text: string): ClockReading | undefined {
  return text.charCodeAt(4) === dash && text.charCodeAt(7) === dash ? readIso(text) : undefined
}

const dash = 0x2d

/** One moment is met again and again: in the answers that show it, on both sides. */
const readIso = memoize((text: string): ClockReading | undefined => {
  const match = iso.exec(text)
  if (match === null) return undefined
  const [, year, month, day, gap, hour, minute, second, point = '', fraction = '', space = '', zone = ''] = match
  const atMs = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second ?? 0))
  if (Number.isNaN(atMs)) return undefined
  const fractionMs = fraction === '' ? 0 : Number(`0.${fraction}`) * 1000
  const unitMs = second === undefined ? 60_000 : fraction === '' ? 1000 : 1
  const layout = `iso ${gap}:${second === undefined ? '' : 'S'}${point}${space}${zone.replace(/\d/g, '9').replace('-', '+')}`
  return { atMs: atMs + fractionMs - zoneMs(zone), unitMs, layout, fraction }
})

function zoneMs(zone: string): number {
  const match = /^([+-])(\d\d):?(\d\d)$/.exec(zone)
  if (match === null) return 0
  return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3])) * 60_000
}

function httpReading(text: string): ClockReading | undefined {
  const match = http.exec(text)
  if (match === null) return undefined
  const [, day, month, year, hour, minute, second] = match
  const atMs = Date.UTC(Number(year), months.indexOf(month as string), Number(day), Number(hour), Number(minute), Number(second))
  return Number.isNaN(atMs) ? undefined : { atMs, unitMs: 1000, layout: 'http', fraction: '' }
}
