import type { Json } from '#base'
import { type ClockReading, isSameLayout, parseClockNumber, parseClockText, readingReachMs } from './clock-reading.ts'
import type { ClockScope } from './scope.ts'
import type { Verdict } from './verdict.ts'

/** Whether the service may have read this moment from its clock around the exchange at hand. */
export function isNear(reading: ClockReading, clock: ClockScope): boolean {
  return Math.abs(reading.atMs - clock.endMs) < readingReachMs
}

/** Whether the moment lies between the session's first request and the end of the exchange at hand. */
export function isOfSession(reading: ClockReading, clock: ClockScope): boolean {
  return reading.atMs >= clock.sessionStartMs - reading.unitMs && reading.atMs <= clock.endMs + reading.unitMs
}

/**
 * Two clock readings: written alike; and a moment of this session must be the same moment in the twin, as far as its clock follows
 * the recording. Moments before the session (when the service started) and after it (an expiry) are free, until the twin has shown them:
 * `before` is what this moment was in the twin when it was last read.
 */
export function judgeClock(expected: ClockReading, actual: ClockReading | undefined, clock: ClockScope, before?: ClockReading): Verdict {
  if (actual === undefined || !isSameLayout(expected, actual)) return 'format_mismatch'
  if (clock.toleranceMs === undefined) return 'unverified'
  const reachMs = clock.toleranceMs + expected.unitMs + (clock.endMs - clock.startMs)
  if (before !== undefined && Math.abs(actual.atMs - before.atMs) > reachMs) return 'symbol_inconsistent'
  if (!isOfSession(expected, clock)) return 'unverified'
  return Math.abs(actual.atMs - expected.atMs) <= reachMs ? 'unverified' : 'symbol_inconsistent'
}

/** Whether a value is written as a moment. */
export function isClockReading(value: Json): value is string | number {
  return readClock(value) !== undefined
}

/**
 * Whether two values are one reading of the twin's clock. Where less than milliseconds are written, two moments of the service may read
 * alike, and their readings in the twin be a unit apart; `reachMs` allows for more.
 */
export function isSameReading(before: string | number, now: string | number, reachMs = 0): boolean {
  const [first, second] = [readClock(before), readClock(now)]
  if (first === undefined || second === undefined) return false
  return Math.abs(first.atMs - second.atMs) <= Math.max(reachMs, second.unitMs > 1 ? second.unitMs : 0)
}

function readClock(value: Json): ClockReading | undefined {
  if (typeof value === 'number') return parseClockNumber(value)
  return typeof value === 'string' ? parseClockText(value) : undefined
}
