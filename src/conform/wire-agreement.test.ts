import { expect, test } from 'vitest'
import type { HeaderList, HttpResponse } from '#http'
import { compareWire } from './wire-agreement.ts'

const nowMs = Date.UTC(2026, 2, 1, 12)
const date = ['Date', 'Sun, 01 Mar 2026 12:00:00 GMT'] as const

function answer(status: number, headers: HeaderList, body = ''): HttpResponse {
  return { status, headers, body: new TextEncoder().encode(body) }
}

function differences(inMemory: HttpResponse, onWire: HttpResponse, method = 'GET'): string[] {
  return compareWire({ method, inMemory, onWire, nowMs }).map(
    ({ path, severity, expected, actual }) => `${path} ${severity}: ${String(expected)} -> ${String(actual)}`,
  )
}

test('framing and provenance are the server’s own; the rest must come as the twin gave it', () => {
  const said = answer(
    200,
    [
      ['Content-Type', 'text/plain'],
      ['X-Name', 'Zoë → '],
      ['Transfer-Encoding', 'chunked'],
    ],
    'hi',
  )
  const came = answer(
    200,
    [
      ['Content-Type', 'text/plain'],
      ['X-Name', 'Zo\u00c3\u00ab \u00e2\u0086\u0092'],
      ['Content-Length', '2'],
      date,
      ['X-Doppel-Provenance', 'learned'],
    ],
    'hi',
  )
  expect(differences(said, came)).toEqual([])
})

test('status, body, headers and date that differ are told apart', () => {
  const said = answer(
    200,
    [
      ['Set-Cookie', 'a=1'],
      ['Set-Cookie', 'b=2'],
      ['X-Odd', '1'],
    ],
    'hi',
  )
  const came = answer(
    201,
    [
      ['Set-Cookie', 'a=1'],
      ['Server', 'x'],
      ['Date', 'Sun, 01 Mar 2026 12:00:01 GMT'],
    ],
    'ho',
  )
  expect(differences(said, came)).toEqual([
    'wire.status error: 200 -> 201',
    'wire.body error: hi -> ho',
    'wire.header.set-cookie error: a=1\nb=2 -> a=1',
    'wire.header.x-odd warning: 1 -> undefined',
    'wire.header.server warning: undefined -> x',
    'wire.header.date error: Sun, 01 Mar 2026 12:00:00 GMT -> Sun, 01 Mar 2026 12:00:01 GMT',
  ])
})

test('HEAD leaves the body out and tells its length', () => {
  const said = answer(200, [], 'hello')
  expect(differences(said, answer(200, [date, ['Content-Length', '5']]), 'HEAD')).toEqual([])
  expect(differences(said, answer(200, [date, ['Content-Length', '0']]), 'HEAD')).toEqual(['wire.header.content-length error: 5 -> 0'])
})
