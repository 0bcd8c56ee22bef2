import { expect, test } from 'vitest'
import type { Exchange, HttpResponse } from '#http'
import { sessionsOf } from '../sessions-for-tests.ts'
import { decode } from './decode.ts'

const [session] = sessionsOf(`
  POST /orders?limit=2 {"title":"a"} -> 201 {"id":1,"title":"a"}
  DELETE /orders/1 -> 204
`)

/** The call of the first exchange of the session with another answer. */
function decodeAnswer(change: Partial<HttpResponse>, more: Partial<Exchange> = {}) {
  const [first] = session?.exchanges ?? []
  if (!session || !first?.response) throw new Error('no exchange')
  const exchange = { ...first, response: { ...first.response, ...change }, ...more }
  return decode([{ ...session, exchanges: [exchange] }])[0]?.[0]
}

const bytes = (text: string) => new TextEncoder().encode(text)

test('JSON becomes values, an empty body is none', () => {
  const [calls = []] = decode(session ? [session] : [])
  expect(calls.map(({ body }) => body)).toMatchObject([
    { encoding: 'json', value: { id: 1, title: 'a' } },
    { encoding: 'none', value: undefined },
  ])
  expect(calls[0]?.request).toMatchObject({ method: 'POST', segments: ['orders'], query: { limit: '2' }, body: { title: 'a' } })
})

test('indentation and a last line feed are kept', () => {
  expect(decodeAnswer({ body: bytes('{\n  "id": 1\n}\n') })?.body).toMatchObject({
    encoding: 'json',
    value: { id: 1 },
    indent: 2,
    newline: true,
  })
})

test('what says that it is JSON and is not is text; what is no text is base64', () => {
  expect(decodeAnswer({ body: bytes('{"id":') })?.body).toEqual({ encoding: 'text', value: '{"id":' })
  const headers = [['Content-Type', 'image/png']] as const
  expect(decodeAnswer({ headers, body: new Uint8Array([137, 80, 78, 71, 255, 0]) })?.body).toEqual({
    encoding: 'base64',
    value: 'iVBOR/8A',
  })
})

test('T47: own addresses are masked in bodies and headers, those of others are not', () => {
  const call = decodeAnswer({
    headers: [
      ['Content-Type', 'application/json'],
      ['Location', 'http://service.test/orders/1'],
    ],
    body: bytes('{"self":"http://recorder.test/orders/1","terms":"https://example.org/terms"}'),
  })
  expect(call?.headers[1]?.[1]).not.toContain('service.test')
  expect(call?.body.value).toMatchObject({ terms: 'https://example.org/terms' })
  expect(JSON.stringify(call?.body.value)).not.toContain('recorder.test')
})

test('an exchange without a whole answer is left out, and the others are numbered without it', () => {
  const [first, second] = session?.exchanges ?? []
  if (!session || !first || !second) throw new Error('no exchange')
  const broken = { ...first, failure: { kind: 'upstream-reset', message: 'gone' } } as const
  const [calls = []] = decode([{ ...session, exchanges: [broken, second] }])
  expect(calls.map(({ request, index }) => [request.method, index])).toEqual([['DELETE', 0]])
})
