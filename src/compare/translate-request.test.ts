import { expect, test } from 'vitest'
import type { HeaderList, HttpRequest } from '#http'
import { Correspondence } from './correspondence.ts'
import { translateRequest } from './translate-request.ts'

const a = '7d9f0a0e-8a0c-4f27-9a35-2f3a1c1d9b11'
const b = '0b0f8f6a-1111-4abc-8def-001122334455'

function request(target: string, body = '', headers: HeaderList = [['Content-Type', 'application/json']]): HttpRequest {
  return { method: 'POST', target, headers, body: new TextEncoder().encode(body) }
}

function translated(from: HttpRequest) {
  const correspondence = new Correspondence()
  correspondence.learnPiece(a, b)
  correspondence.learnText('user/1', 'user/19')
  correspondence.learnNumber(7, 3)
  correspondence.learnText('2026-03-01T12:00:00Z', '2026-03-01T12:00:09Z')
  correspondence.learnOwned('order-1', '2026-03-01T12:00:00Z', '2026-03-01T12:00:01Z')
  const { target, headers, body } = translateRequest(from, correspondence)
  return { target, headers, body: new TextDecoder().decode(body) }
}

test('path segments and query values, escapes and all', () => {
  expect(translated(request(`/orders/${a}/lines?after=${a}&user=user%2F1&q=a+b%20c`)).target).toBe(
    `/orders/${b}/lines?after=${b}&user=user%2F19&q=a+b%20c`,
  )
  expect(translated(request('/orders/7')).target).toBe('/orders/3')
})

test('what is not known stays to the byte', () => {
  const from = request('//orders/%zz?x&&y=%7E', '{"total": 275.0, "n": 12345678901234567890, "id": 8}')
  expect(translated(from)).toEqual({ target: from.target, headers: from.headers, body: new TextDecoder().decode(from.body) })
})

test('JSON strings, keys and numbers under id-like keys', () => {
  const body = `{"order_id": 7, "qty": 7, "ids": [7, 8.0], "${a}": "see \\"${a}\\"", "total": 275.0}`
  expect(translated(request('/', body)).body).toBe(`{"order_id": 3, "qty": 7, "ids": [3, 8.0], "${b}": "see \\"${b}\\"", "total": 275.0}`)
})

test('malformed JSON is translated as far as it can be read', () => {
  expect(translated(request('/', `{"id":"${a}",`)).body).toBe(`{"id":"${b}",`)
})

test('forms, text, and headers with the length', () => {
  const form: HeaderList = [['Content-Type', 'application/x-www-form-urlencoded']]
  expect(translated(request('/', `id=${a}&user=user%2F1`, form)).body).toBe(`id=${b}&user=user%2F19`)
  expect(translated(request('/', `<id>${a}</id>`, [['Content-Type', 'text/xml']])).body).toBe(`<id>${b}</id>`)
  const headers: HeaderList = [
    ['If-Match', `"${a}"`],
    ['Content-Length', '17'],
  ]
  expect(translated(request('/', '{"user":"user/1"}', headers)).headers).toEqual([
    ['If-Match', `"${b}"`],
    ['Content-Length', '18'],
  ])
})

test('a time is that of the entity which the target names', () => {
  expect(translated(request('/orders/order-1', '{"updated_at":"2026-03-01T12:00:00Z"}')).body).toContain('12:00:01Z')
  expect(translated(request('/orders/order-2', '{"updated_at":"2026-03-01T12:00:00Z"}')).body).toContain('12:00:09Z')
})
