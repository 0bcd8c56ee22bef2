import { type ClockReading, isSameLayout, readingReachMs } from './clock-reading.ts'
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
 * the recording. Moments before the session (when the service started) and after it (an expiry) are free.
 */
export function judgeClock(expected: ClockReading, actual: ClockReading | undefined, clock: ClockScope): Verdict {
  if (actual === undefined || !isSameLayout(expected, actual)) return 'format_mismatch'
  if (clock.toleranceMs === undefined) return 'unverified'
  if (!isOfSession(expected, clock)) return 'unverified'
  const reachMs = clock.toleranceMs + expected.unitMs + (clock.endMs - clock.startMs)
  return Math.abs(actual.atMs - expected.atMs) <= reachMs ? 'unverified' : 'symbol_inconsistent'
}
