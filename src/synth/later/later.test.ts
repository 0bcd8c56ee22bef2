import { describe, expect, test } from 'vitest'
import type { RecordedSession } from '#recording'
import { type Line, session } from '../guard/service-for-tests.ts'
import { passesOf } from '../sessions-for-tests.ts'
import { inferExpiry } from './infer-expiry.ts'
import { inferTransitions } from './infer-transitions.ts'

const clock = (at: number) => (s: number) => new Date(Date.UTC(2026, 0, 1 + at) + s * 1000).toISOString()

describe('states that move on by themselves', () => {
  const builds = (at: number): RecordedSession => {
    const time = clock(at)
    const build = (id: string, name: string) => ({ id, name, state: 'waiting', ended: null, note: null })
    const [a, b] = [build(`build-${at}-a`, `Alpha ${at}`), build(`build-${at}-b`, `Beta ${at}`)]
    const done = (each: typeof a, s: number) => ({ ...each, state: 'built', ended: time(s), note: `${each.name} is built` })
    const read = (each: Readonly<Record<string, unknown>> & { readonly id: string }): Line => [
      'GET',
      `/builds/${each.id}`,
      undefined,
      200,
      each,
    ]
    return session(at, [
      ['POST', '/builds', { name: a.name }, 201, a],
      read(a),
      read(a),
      read(a),
      read(done(a, 4)),
      ['POST', '/builds', { name: b.name }, 201, b],
      read(b),
      ['POST', `/builds/${b.id}/stop`, undefined, 200, { ...b, state: 'stopped', ended: time(7) }],
      read(done(a, 4)),
      read({ ...b, state: 'stopped', ended: time(7) }),
      read({ ...b, state: 'stopped', ended: time(7) }),
    ])
  }
  const { timeline, collections } = passesOf([builds(0), builds(1), builds(2)])
  inferTransitions(timeline)

  test('are said with their delay and with what changes together with them', () => {
    expect(collections[0]?.later).toEqual([
      {
        when: 'self.state == "waiting"',
        of: 'state',
        at: 'since + 4000',
        set: { state: 'built', ended: { $: 'time(now, "iso|3|Z|T")' }, note: { $: expect.stringContaining('self.name') } },
      },
    ])
  })

  test('are put at their times, between two calls', () => {
    const [a, b] = timeline.tracks('build', 0)
    expect(a?.versions.map(({ at, value }) => [at, value.state])).toEqual([
      [0, 'waiting'],
      [3.5, 'built'],
    ])
    expect(b?.versions.map(({ at, value }) => [at, value.state])).toEqual([
      [5, 'waiting'],
      [7, 'stopped'],
    ])
  })
})

describe('entities that end by themselves', () => {
  const codes = (at: number, shows: boolean): RecordedSession => {
    const time = clock(at)
    const code = (id: string, s: number) => ({ id, ...(shows ? { until: time(s + 3.5) } : {}) })
    const [a, b] = [code(`code-${at}-a`, 0), code(`code-${at}-b`, 2)]
    const gone = (id: string): Line => ['GET', `/codes/${id}`, undefined, 404, { error: 'gone' }]
    return session(at, [
      ['POST', '/codes', {}, 201, a],
      ['GET', `/codes/${a.id}`, undefined, 200, a],
      ['POST', '/codes', {}, 201, b],
      ['GET', `/codes/${a.id}`, undefined, 200, a],
      gone(a.id),
      ['GET', `/codes/${b.id}`, undefined, 200, b],
      gone(b.id),
    ])
  }

  test.each([
    ['at a moment that they name', true, 'moment(self.until)'],
    ['some time after they were made', false, /^since \+ (3500|4000)$/],
  ])('%s', (_, shows, at) => {
    const { timeline, collections } = passesOf([codes(0, shows), codes(1, shows)])
    inferExpiry(timeline)
    expect(collections[0]?.later).toEqual([{ at: typeof at === 'string' ? at : expect.stringMatching(at), delete: true }])
    expect(timeline.tracks('code', 0).map(({ endedAt }) => endedAt)).toEqual([3.5, 5.5])
  })
})
