import { expect, test } from 'vitest'
import { type ClockReading, isSameLayout, parseClockNumber, parseClockText } from './clock-reading.ts'

const noonMs = Date.UTC(2026, 2, 1, 12)

test.each([
  ['2026-03-01T12:00:00Z', 1000],
  ['2026-03-01T12:00:00.000Z', 1],
  ['2026-03-01T14:00:00+02:00', 1000],
  ['2026-03-01 12:00:00', 1000],
  ['2026-03-01 12:00:00 UTC', 1000],
  ['2026-03-01 09:00:00.000000 -0300', 1],
  ['2026-03-01T12:00', 60_000],
  ['Sun, 01 Mar 2026 12:00:00 GMT', 1000],
  ['1772366400', 1000],
  ['1772366400000', 1],
])('reads %s', (text, unitMs) => {
  expect(parseClockText(text)).toMatchObject({ atMs: noonMs, unitMs })
})

test.each(['', '2026-03-01', 'T12:00:00', '2026-03-01T12', '4111111111111', 'ord_1772366400'])('%s is no time', (text) => {
  expect(parseClockText(text)?.atMs).not.toBe(noonMs)
})

test('reads counts of seconds, milliseconds and microseconds', () => {
  expect(parseClockNumber(1772366400)?.atMs).toBe(noonMs)
  expect(parseClockNumber(1772366400.5)?.atMs).toBe(noonMs + 500)
  expect(parseClockNumber(1772366400000)?.atMs).toBe(noonMs)
  expect(parseClockNumber(1772366400000000)?.atMs).toBe(noonMs)
  expect(parseClockNumber(42)).toBeUndefined()
})

test.each([
  ['2026-03-01T12:00:00Z', '2026-03-02T13:10:59Z', true],
  ['2026-03-01T12:00:00+02:00', '2026-03-01T12:00:00-05:30', true],
  ['2026-03-01T12:00:00.123456789Z', '2026-03-01T12:00:00.12Z', true],
  ['2026-03-01T12:00:00.120Z', '2026-03-01T12:00:00.12Z', false],
  ['2026-03-01T12:00:00.123Z', '2026-03-01T12:00:00Z', false],
  ['2026-03-01T12:00:00Z', '2026-03-01T12:00:00+00:00', false],
  ['2026-03-01T12:00:00Z', '2026-03-01 12:00:00Z', false],
  ['2026-03-01T12:00:00Z', '1772366400', false],
  ['1772366400', '1772366400000', false],
])('%s and %s are written alike: %s', (left, right, alike) => {
  expect(isSameLayout(parseClockText(left) as ClockReading, parseClockText(right) as ClockReading)).toBe(alike)
})
