import { expect, test } from 'vitest'
import { type Line, session } from '../guard/service-for-tests.ts'
import { passesOf } from '../sessions-for-tests.ts'

const start = (at: number) => Date.UTC(2026, 0, 1 + at)
const time = (at: number, s: number) => new Date(start(at) + s * 1000).toISOString()

/** Presence by host: whoever reports the same host again writes to the same entry; one whose time is over is listed no more. */
function presences(at: number) {
  const hosts = [`alpha-${at}`, `beta-${at}`]
  const entry = (host: string, until: number) => ({ id: `h${host.length}${host}00`, host, until: time(at, until) })
  const report = (host: string, until: number): Line => ['POST', '/presences', { host, until: time(at, until) }, 204, undefined]
  const list = (...entries: readonly object[]): Line => ['GET', '/presences', undefined, 200, entries]
  const [a = '', b = ''] = hosts
  return session(at, [
    report(a, 1000),
    report(b, 1000),
    list(entry(a, 1000), entry(b, 1000)),
    report(a, 2000),
    list(entry(a, 2000), entry(b, 1000)),
    report(b, 2),
    list(entry(a, 2000)),
    report(a, 3),
    list(),
  ])
}

test('who sends the same again writes to the same entity, also where nothing shows it any more', () => {
  const { timeline } = passesOf([presences(0), presences(1)])
  const [a, b] = timeline.tracks('presence', 0)
  expect(a?.writes).toEqual([0, 3, 7])
  expect(b?.writes).toEqual([1, 5])
  expect(b?.versions.map(({ value }) => value.until)).toEqual([time(0, 1000), time(0, 2)])
  expect([...(b?.versions.at(-1)?.unknown ?? [])]).toContain('until')
})

test('names that two entities share tell nobody apart', () => {
  const lines = (at: number): Line[] => [
    ['POST', '/notes', { title: 'Same' }, 201, { id: `n1${at}xxxx`, title: 'Same' }],
    ['POST', '/notes', { title: 'Same' }, 201, { id: `n2${at}xxxx`, title: 'Same' }],
    ['GET', `/notes/n1${at}xxxx`, undefined, 200, { id: `n1${at}xxxx`, title: 'Same' }],
  ]
  const { timeline } = passesOf([session(0, lines(0)), session(1, lines(1))])
  expect(timeline.tracks('note', 0).map(({ writes }) => writes)).toEqual([[0], [1]])
})
