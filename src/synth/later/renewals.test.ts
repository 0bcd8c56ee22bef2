import { describe, expect, test } from 'vitest'
import { compileTwin } from '#engine'
import type { RecordedSession } from '#recording'
import { createFixedClock } from '#state'
import { type Line, session } from '../guard/service-for-tests.ts'
import { learn } from '../learn.ts'
import { passesOf } from '../sessions-for-tests.ts'
import { inferRenewals } from './infer-renewals.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** A session with its exchanges at these times after its beginning; ms. */
function timed(at: number, lines: readonly (readonly [atMs: number, ...Line])[]): RecordedSession {
  const recorded = session(
    at,
    lines.map(([, ...line]) => line),
  )
  return {
    ...recorded,
    exchanges: recorded.exchanges.map((exchange, index) => {
      const startedAtMs = recorded.startedAtMs + (lines[index]?.[0] ?? 0)
      return { ...exchange, startedAtMs, endedAtMs: startedAtMs + 5 }
    }),
  }
}

const beginMs = (at: number) => Date.UTC(2026, 0, 1 + at)
const iso = (ms: number) => `${new Date(ms).toISOString().slice(0, 19)}Z`

/** Terms that are renewed until they are stopped, looked at after so many ms. */
function terms(
  at: number,
  looks: readonly number[],
  { stopMs = Number.POSITIVE_INFINITY, next = (ms: number) => ms + hourMs } = {},
): RecordedSession {
  const id = `term-${at}-x`
  const termAt = (atMs: number) => {
    let [start, end, invoices] = [beginMs(at), next(beginMs(at)), 1]
    for (; end <= beginMs(at) + Math.min(atMs, stopMs); invoices++) [start, end] = [end, next(end)]
    return {
      id,
      state: atMs >= stopMs ? 'stopped' : 'on',
      period: { note: 'as agreed' },
      period_start: iso(start),
      period_end: iso(end),
      invoices,
    }
  }
  const lines: [number, ...Line][] = looks.map((look) => [look, 'GET', `/terms/${id}`, undefined, 200, termAt(look)])
  const stops = Number.isFinite(stopMs) ? [stopMs] : []
  const stop = stops.map((ms): [number, ...Line] => [ms, 'POST', `/terms/${id}/stop`, undefined, 200, termAt(ms)])
  return timed(at, [[0, 'POST', '/terms', {}, 201, termAt(0)], ...[...lines, ...stop].sort((a, b) => a[0] - b[0])])
}

function learnLater(sessions: readonly RecordedSession[]) {
  const { timeline, collections } = passesOf(sessions)
  inferRenewals(timeline)
  return { timeline, later: collections.flatMap(({ later = [] }) => later) }
}

const minutes = (...list: number[]) => list.map((minute) => minute * 60_000)

describe('terms that are renewed', () => {
  const sessions = [0, 1, 2].map((at) => terms(at, minutes(20, 50, 70 + at, 95, 290, 400), { stopMs: 310 * 60_000 }))

  test('are said with their period, what goes with it, and of which they are', () => {
    expect(learnLater(sessions).later).toEqual([
      {
        when: 'self.state == "on"',
        at: 'moment(self.period_end)',
        set: {
          period_end: { $: 'time(moment(self.period_end) + 3600000, "iso|0|Z|T")' },
          period_start: { $: 'self.period_end' },
          invoices: { $: 'self.invoices + 1' },
        },
      },
    ])
  })

  test('are put at their times, several between two looks at once', () => {
    const [track] = learnLater(sessions).timeline.tracks('term', 0)
    expect(track?.versions.map(({ at, value }) => [at, value.invoices])).toEqual([
      [0, 1],
      [2.5, 2],
      [4.5, 5],
      [5.5, 6],
      [6, 6],
    ])
  })

  test('are renewed by the twin as often as they are due, and the clock may be moved all the way at once', () => {
    const clock = createFixedClock(beginMs(40))
    const twin = compileTwin(learn(sessions).model).createSession({ seed: 1, clock, origin: 'http://twin.test' })
    const ask = (method: string, target: string) => {
      const body = new TextEncoder().encode(method === 'POST' ? '{}' : '')
      const { response } = twin.answer({ method, target, headers: [['Content-Type', 'application/json']], body })
      return JSON.parse(new TextDecoder().decode(response.body))
    }
    const { id } = ask('POST', '/terms')
    clock.advanceTo(beginMs(70) + 1)
    expect(twin.work?.().count).toBe(720)
    const end = iso(beginMs(70) + hourMs)
    expect(ask('GET', `/terms/${id}`)).toMatchObject({ invoices: 721, period_start: iso(beginMs(70)), period_end: end })
    ask('POST', `/terms/${id}/stop`)
    clock.advanceTo(beginMs(71))
    expect(ask('GET', `/terms/${id}`)).toMatchObject({ state: 'stopped', invoices: 721, period_end: end })
  })

  test('go by months of the calendar where these fit', () => {
    const next = (ms: number) => Date.UTC(2026, new Date(ms).getUTCMonth() + 1, new Date(ms).getUTCDate())
    const days = [10, 25, 40, 65, 100, 200].map((day) => day * dayMs)
    expect(learnLater([0, 1, 2].map((at) => terms(at, days, { next }))).later).toMatchObject([
      { set: { period_end: { $: 'time(plus(moment(self.period_end), "1mo"), "iso|0|Z|T")' } } },
    ])
  })
})

test('what moves while something else is written is not said to move by itself', () => {
  const busy = (at: number) => {
    const recorded = terms(at, minutes(20, 50, 70, 100, 130, 160))
    const others = timed(
      at,
      minutes(60, 125, 126).map((ms): [number, ...Line] => [
        ms,
        'POST',
        '/notes',
        { text: `note ${ms}` },
        201,
        { id: `note-${at}-${ms}`, text: `note ${ms}` },
      ]),
    )
    const exchanges = [...recorded.exchanges, ...others.exchanges].sort((a, b) => a.startedAtMs - b.startedAtMs)
    return { ...recorded, exchanges: exchanges.map((exchange, index) => ({ ...exchange, index })) }
  }
  expect(learnLater([busy(0), terms(1, minutes(20, 50, 70))]).later).toEqual([])
})

test.each([
  ['one renewal alone', [terms(0, minutes(20, 50, 70)), terms(1, minutes(20, 30))]],
  [
    'periods that are not the same',
    [0, 1, 2].map((at) =>
      terms(at, minutes(20, 50, 70, 95, 290), {
        next: (ms) => ms + hourMs + (ms % 7) * 977_000 + (ms % 5000) + 61_000 * (new Date(ms).getUTCHours() % 3),
      }),
    ),
  ],
])('%s is no row', (_, sessions) => {
  expect(learnLater(sessions).later).toEqual([])
})

describe('what requests touch', () => {
  const touched = (at: number, looks: readonly number[]) => {
    const lines = looks.map((look): [number, ...Line] => [
      look,
      'GET',
      '/things/t-1',
      undefined,
      200,
      { id: 't-1', name: 'one', seen_at: iso(beginMs(at) + look), seen: looks.indexOf(look) + 1 },
    ])
    return timed(at, [
      [0, 'PUT', '/things/t-1', { name: 'one' }, 200, { id: 't-1', name: 'one', seen_at: iso(beginMs(at)), seen: 0 }],
      ...lines,
    ])
  }

  test.each([
    ['at times that are as far apart as can be', minutes(1, 2, 3, 4, 5, 6)],
    ['now and then', minutes(1, 2.5, 7, 7.2, 9)],
    ['and said to the second', [61_300, 151_850, 420_120, 421_950, 540_600]],
  ])('is not taken for a row: %s', (_, looks) => {
    expect(learnLater([0, 1, 2].map((at) => touched(at, looks))).later).toEqual([])
  })
})

describe('numbers that count', () => {
  const beats = (at: number, looks: readonly number[]) => {
    const id = `beat-${at}-x`
    const shown = (atMs: number) => ({ id, name: `Beat ${at}`, left: 100 - 5 * Math.floor(atMs / 3000) })
    return timed(at, [
      [0, 'POST', '/beats', { name: `Beat ${at}` }, 201, shown(0)],
      ...looks.map((look): [number, ...Line] => [look, 'GET', `/beats/${id}`, undefined, 200, shown(look)]),
    ])
  }

  test('are no row where each was seen to go on but once', () => {
    expect(learnLater([0, 1, 2].map((at) => beats(at, [1000, 2900, 3200, 4000]))).later).toEqual([])
  })

  test('are said with their time since they last did', () => {
    expect(learnLater([0, 1, 2].map((at) => beats(at, [1000, 2900, 3200, 4000, 9100 + at * 500, 17_900, 30_100]))).later).toEqual([
      { of: 'left', at: 'since + 3000', set: { left: { $: 'self.left - 5' } } },
    ])
  })
})
