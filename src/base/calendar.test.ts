import { expect, test } from 'vitest'
import { nextCron, parseCron } from './cron.ts'
import { addPeriods, nextOf, parsePeriod } from './period.ts'
import { isZone, momentOf, momentsOf } from './zoned-time.ts'

const iso = (ms: number | undefined) => (ms === undefined ? undefined : new Date(ms).toISOString().replace(':00.000Z', 'Z'))
const at = (text: string) => Date.parse(`${text}Z`)

function cronTimes(text: string, from: string, zone: string, count: number) {
  const cron = parseCron(text)
  if (typeof cron === 'string') return cron
  const times: (string | undefined)[] = []
  for (let ms: number | undefined = at(from); times.length < count && ms !== undefined; ) {
    ms = nextCron(cron, ms, zone)
    times.push(iso(ms))
  }
  return times
}

function periodTimes(text: string, from: string, zone: string, count: number) {
  const period = parsePeriod(text)
  if (period === undefined) return undefined
  return Array.from({ length: count }, (_, times) => iso(addPeriods(at(from), period, times + 1, zone)))
}

test('months are counted from the first day, and end with their last one', () => {
  expect(periodTimes('1mo', '2026-01-31T12:00', 'UTC', 4)).toEqual([
    '2026-02-28T12:00Z',
    '2026-03-31T12:00Z',
    '2026-04-30T12:00Z',
    '2026-05-31T12:00Z',
  ])
  expect(periodTimes('1y', '2024-02-29T00:00', 'UTC', 4)?.at(-1)).toBe('2028-02-29T00:00Z')
  expect(periodTimes('1mo12h', '2026-01-01T00:00', 'UTC', 2)).toEqual(['2026-02-01T12:00Z', '2026-03-02T00:00Z'])
})

test('days keep the time that clocks of the zone show; hours are hours', () => {
  // 29 March 2026: clocks in Berlin leap from 2 to 3
  expect(periodTimes('1d', '2026-03-28T08:00', 'Europe/Berlin', 2)).toEqual(['2026-03-29T07:00Z', '2026-03-30T07:00Z'])
  expect(periodTimes('24h', '2026-03-28T08:00', 'Europe/Berlin', 2)).toEqual(['2026-03-29T08:00Z', '2026-03-30T08:00Z'])
  expect(periodTimes('1d', '2026-03-28T01:30', 'Europe/Berlin', 2)).toEqual(['2026-03-29T01:30Z', '2026-03-30T00:30Z'])
})

test.each(['', '1', '0d', '1 d', '1.5d', '-1d', '1M'])('"%s" is no period', (text) => {
  expect(parsePeriod(text)).toBeUndefined()
})

test('the next of a row, however far it is from its first', () => {
  const month = parsePeriod('1mo') as NonNullable<ReturnType<typeof parsePeriod>>
  const first = at('2000-01-31T00:00')
  expect(iso(nextOf(first, month, first - 1, 'UTC'))).toBe('2000-01-31T00:00Z')
  expect(iso(nextOf(first, month, first, 'UTC'))).toBe('2000-02-29T00:00Z')
  for (const times of [1, 7, 313, 4000]) {
    const ms = addPeriods(first, month, times, 'America/New_York')
    expect(nextOf(first, month, ms - 1, 'America/New_York')).toBe(ms)
    expect(nextOf(first, month, ms, 'America/New_York')).toBe(addPeriods(first, month, times + 1, 'America/New_York'))
  }
})

test('what clocks show never, once and twice', () => {
  expect(momentsOf(at('2026-03-29T02:30'), 'Europe/Berlin')).toEqual([])
  expect(iso(momentOf(at('2026-03-29T02:30'), 'Europe/Berlin'))).toBe('2026-03-29T01:30Z')
  expect(momentsOf(at('2026-10-25T02:30'), 'Europe/Berlin').map(iso)).toEqual(['2026-10-25T00:30Z', '2026-10-25T01:30Z'])
  expect(momentsOf(at('2026-10-25T04:30'), 'Europe/Berlin').map(iso)).toEqual(['2026-10-25T03:30Z'])
  // half an hour only
  expect(momentsOf(at('2026-04-05T01:45'), 'Australia/Lord_Howe')).toHaveLength(2)
  expect([isZone('Europe/Berlin'), isZone('UTC'), isZone('Mars/Olympus')]).toEqual([true, true, false])
})

test('each night at two: where that is left out it is three, where it comes twice it is once', () => {
  expect(cronTimes('0 2 * * *', '2026-03-27T12:00', 'Europe/Berlin', 3)).toEqual([
    '2026-03-28T01:00Z',
    '2026-03-29T01:00Z',
    '2026-03-30T00:00Z',
  ])
  expect(cronTimes('30 2 * * *', '2026-10-24T12:00', 'Europe/Berlin', 2)).toEqual(['2026-10-25T00:30Z', '2026-10-26T01:30Z'])
})

test('what goes on through all hours goes on where they are left out or come twice', () => {
  expect(cronTimes('0,30 * * * *', '2026-10-25T00:00', 'Europe/Berlin', 4)).toEqual([
    '2026-10-25T00:30Z',
    '2026-10-25T01:00Z',
    '2026-10-25T01:30Z',
    '2026-10-25T02:00Z',
  ])
  expect(cronTimes('*/30 * * * *', '2026-03-29T00:00', 'Europe/Berlin', 3)).toEqual([
    '2026-03-29T00:30Z',
    '2026-03-29T01:00Z',
    '2026-03-29T01:30Z',
  ])
})

test.each([
  ['0 9 * * mon-fri', '2026-01-02T10:00', ['2026-01-05T09:00Z', '2026-01-06T09:00Z']],
  ['0 0 13 * fri', '2026-01-01T00:00', ['2026-01-02T00:00Z', '2026-01-09T00:00Z', '2026-01-13T00:00Z', '2026-01-16T00:00Z']],
  ['0 0 29 feb *', '2026-01-01T00:00', ['2028-02-29T00:00Z', '2032-02-29T00:00Z']],
  ['15-20/5,40 8 1 */6 *', '2026-01-01T00:00', ['2026-01-01T08:15Z', '2026-01-01T08:20Z', '2026-01-01T08:40Z', '2026-07-01T08:15Z']],
  ['0 0 * * 7', '2026-01-01T00:00', ['2026-01-04T00:00Z']],
  ['@monthly', '2026-01-15T00:00', ['2026-02-01T00:00Z']],
])('%s', (text, from, expected) => {
  expect(cronTimes(text, from, 'UTC', expected.length)).toEqual(expected)
})

test.each([
  ['0 2 * *', 'has 4 fields'],
  ['60 2 * * *', '"60" is no minute'],
  ['0 2 * * noday', '"noday" is no day of the week'],
  ['0 2 5-1 * *', '"5-1" is no day of the month'],
  ['*/0 2 * * *', '"*/0" is no minute'],
  ['0 0 30 2 *', 'never comes'],
])('%s is refused: %s', (text, why) => {
  expect(parseCron(text)).toContain(why)
})
