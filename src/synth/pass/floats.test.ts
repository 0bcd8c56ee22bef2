import { expect, test } from 'vitest'
import { compileTwin } from '#engine'
import type { RecordedSession } from '#recording'
import { createFixedClock } from '#state'
import { learn } from '../learn.ts'

const encode = (text: string) => new TextEncoder().encode(text)
const headers = [['content-type', 'application/json']] as const

function session(id: string, hours: readonly string[]): RecordedSession {
  const exchanges = hours.map((value, index) => ({
    index,
    startedAtMs: index,
    endedAtMs: index,
    request: { method: 'POST', target: '/entries', headers, body: encode(`{"hours":${value}}`) },
    response: {
      status: 201,
      headers,
      body: encode(`{"id":${index + 1},"hours":${Number.isInteger(Number(value)) ? `${Number(value)}.0` : value}}`),
    },
  }))
  return { id, tags: [], startedAtMs: 0, upstream: 'http://up.test', origin: 'http://rec.test', exchanges }
}

test('T38: a number that the service writes as 275.0 goes out as 275.0, an id as 275', () => {
  const twin = compileTwin(learn([session('a', ['4', '2.5', '7']), session('b', ['1.25', '3'])]).model)
  const own = twin.createSession({ seed: 1, clock: createFixedClock(0), origin: 'http://twin.test' })
  const { response } = own.answer({ method: 'POST', target: '/entries', headers, body: encode('{"hours":275}') })
  expect(new TextDecoder().decode(response.body)).toBe('{"id":1,"hours":275.0}')
})
