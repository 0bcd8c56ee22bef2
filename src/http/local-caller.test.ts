import { expect, test } from 'vitest'
import { refusalOfCaller } from './local-caller.ts'

const loopback = '127.0.0.1'

test.each(['localhost:8080', '127.0.0.1:8080', '[::1]:8080', 'orders.localhost', '127.1.2.3'])(
  'a caller that names %s is local',
  (host) => {
    expect(refusalOfCaller([['Host', host]], loopback)).toBeUndefined()
  },
)

test.each(['evil.example', '192.168.1.5:8080', 'localhost.evil.example', '127.0.0.1.evil.example', '', 'a b', 'localhost@evil'])(
  'T75 a caller that names "%s" is refused',
  (host) => {
    expect(refusalOfCaller([['Host', host]], loopback)).toEqual(expect.any(String))
  },
)

test('T75 other origins are refused, the own one is fine', () => {
  const from = (origin: string) =>
    refusalOfCaller(
      [
        ['Host', 'localhost:8080'],
        ['Origin', origin],
      ],
      loopback,
    )
  expect(from('http://localhost:8080')).toBeUndefined()
  for (const origin of ['null', 'https://evil.example', 'http://localhost:8081', 'https://localhost:8080'])
    expect(from(origin)).toContain('another origin')
  expect(
    refusalOfCaller(
      [
        ['Host', 'localhost:8080'],
        ['Sec-Fetch-Site', 'cross-site'],
      ],
      loopback,
    ),
  ).toContain('another site')
})

test('addresses count once the server listens beyond loopback, names never', () => {
  expect(refusalOfCaller([['Host', '10.0.0.7:8080']], '0.0.0.0')).toBeUndefined()
  expect(refusalOfCaller([['Host', 'recorder:8080']], 'recorder')).toBeUndefined()
  expect(refusalOfCaller([['Host', 'evil.example']], '0.0.0.0')).toContain('evil.example')
})

test('no Host or two are refused', () => {
  expect(refusalOfCaller([], loopback)).toContain('Host')
  expect(
    refusalOfCaller(
      [
        ['Host', 'localhost'],
        ['Host', 'localhost'],
      ],
      loopback,
    ),
  ).toContain('Host')
})

test('names that the user allowed count', () => {
  expect(refusalOfCaller([['Host', 'Twin.internal:80']], loopback, ['twin.internal'])).toBeUndefined()
  expect(refusalOfCaller([['Host', 'a.twin.internal']], loopback, ['twin.internal'])).toContain('a.twin.internal')
})
