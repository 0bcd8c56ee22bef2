import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatTime, parseTime, timeFormatOf, timeResolutionMs } from './time-format.ts'

const ms = Date.UTC(2026, 2, 1, 12, 30, 45, 120)

test.each([
  ['iso|3|Z|T', '2026-03-01T12:30:45.120Z'],
  ['iso|0|Z|T', '2026-03-01T12:30:45Z'],
  ['iso|t|Z|T', '2026-03-01T12:30:45.12Z'],
  ['iso|6|+00:00|T', '2026-03-01T12:30:45.120000+00:00'],
  ['iso|0|+02:00|T', '2026-03-01T14:30:45+02:00'],
  ['iso|0|-0530|T', '2026-03-01T07:00:45-0530'],
  ['iso|0|| ', '2026-03-01 12:30:45'],
  ['date', '2026-03-01'],
  ['http', 'Sun, 01 Mar 2026 12:30:45 GMT'],
  ['s', 1772368245],
  ['ms', 1772368245120],
  ['s.f', 1772368245.12],
])('%s', (format, written) => {
  expect(formatTime(ms, format)).toBe(written)
  if (format !== 'iso|t|Z|T') expect(timeFormatOf(written)).toBe(format)
})

describe('parseTime', () => {
  test.each([
    '',
    'tomorrow',
    '12',
    '2026-13-01T00:00:00Z',
    '2026-03-01T25:00:00Z',
    'Xyz, 01 Mar 2026 12:30:45 GMT',
    7,
    null,
    undefined,
    {},
    [],
  ])('%j is no moment', (value) => {
    expect(parseTime(value)).toBeUndefined()
    expect(timeFormatOf(value)).toBeUndefined()
  })

  test('reads what formatTime writes, as far as the format can tell', () => {
    const formats = ['iso|3|Z|T', 'iso|6|+05:30|T', 'iso|0|-0800| ', 'iso|t|Z|T', 'date', 'http', 's', 'ms', 's.f']
    fc.assert(
      fc.property(fc.integer({ min: 2e11, max: 4e12 }), fc.constantFrom(...formats), (moment, format) => {
        const read = parseTime(formatTime(moment, format))
        const unit = timeResolutionMs(format)
        expect(read).toBe(Math.floor(moment / unit) * unit)
      }),
    )
  })

  test('a time that no text can hold is absent', () => {
    for (const odd of [Number.NaN, Number.POSITIVE_INFINITY, 9e15, Date.UTC(12_000, 1)])
      expect(formatTime(odd, 'iso|3|Z|T')).toBeUndefined()
    expect(formatTime(ms, 'no such format')).toBeUndefined()
  })
})
