import { expect, test } from 'vitest'
import type { HeaderList } from '#http'
import { viewRequest } from '../request-view.ts'
import { describeRequest } from './describe-request.ts'
import { IssuedValues } from './issued-values.ts'

const nowMs = Date.UTC(2026, 2, 1, 12)
const json: HeaderList = [['Content-Type', 'application/json']]

function describe(call: string, body: unknown = undefined, headers: HeaderList = json, issued: Record<string, string> = {}): string {
  const [method = '', target = ''] = call.split(' ')
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body)
  const request = { method, target, headers, body: new TextEncoder().encode(text) }
  const values = new IssuedValues()
  for (const [name, value] of Object.entries(issued)) values.set(name, value)
  const terms = { nowMs, issued: values, seal: (plain: string) => `sealed-${plain.length}`, onSent: () => {} }
  return describeRequest(
    request,
    viewRequest(request, (plain) => plain),
    terms,
  )
}

test('spelling does not count, content does', () => {
  expect(describe('POST /a?x=1&y=2', '{"b": 1, "a": [2]}')).toBe(describe('POST /a?y=2&x=1', '{"a":[2],"b":1}'))
  expect(describe('POST /a', { b: 1 })).not.toBe(describe('POST /a', { b: '1' }))
  expect(describe('GET /a')).not.toBe(describe('GET /a/'))
  expect(describe('GET /a', undefined, [['If-None-Match', '"1"']])).not.toBe(describe('GET /a', undefined, [['If-None-Match', '"2"']]))
  expect(describe('GET /a', undefined, [['User-Agent', 'one']])).toBe(describe('GET /a', undefined, [['User-Agent', 'two']]))
})

test.each([
  ['7d9f0a0e-8a0c-4f27-9a35-2f3a1c1d9b11', '5b1c0a0e-8a0c-4f27-9a35-2f3a1c1d9b22'],
  ['V1StGXR8_Z5jdHi6B-myT', 'aK8bQ_x71LmZ-Tq03vWn'],
  ['ord_8f3a1c1d9b', 'ord_0a0e8a0c4f'],
])('a value that the twin made up counts by where it came to be: %s', (one, other) => {
  for (const [call, body] of [
    [(id: string) => `GET /things/${id}`, () => undefined],
    [(id: string) => `GET /things?q=${id}`, () => undefined],
    [() => 'POST /things', (id: string) => ({ parent: id, note: `see ${id}, please` })],
  ] as const) {
    expect(describe(call(one), body(one), json, { 'k.0': one })).toBe(describe(call(other), body(other), json, { 'k.0': other }))
    expect(describe(call(one), body(one), json, { 'k.0': one })).not.toBe(describe(call(one), body(one), json, { 'k.1': one }))
  }
})

test('of a revision only the random part is made up', () => {
  const [one, other] = ['1-8f3a1c1d9b8f3a1c', '1-0a0e8a0c4f0a0e8a']
  expect(describe('PUT /a', { rev: one }, json, { 'k.0': one })).toBe(describe('PUT /a', { rev: other }, json, { 'k.0': other }))
})

test('times around now count by their distance from it, others as they are', () => {
  const at = (seconds: number) => ({ at: new Date(nowMs + seconds * 1000).toISOString() })
  expect(describe('POST /a', at(3600))).toBe(describe('POST /a', at(3601)))
  expect(describe('POST /a', at(3600))).not.toBe(describe('POST /a', at(7200)))
  expect(describe('POST /a', at(3600))).not.toBe(describe('POST /a', at(-3600)))
  expect(describe('POST /a', at(86_400 * 30))).not.toBe(describe('POST /a', at(86_400 * 30 + 1)))
  expect(describe('POST /a', { at: nowMs })).toBe(describe('POST /a', { at: nowMs + 10 }))
})

test('credentials count by their seals', () => {
  const bearer = (token: string): HeaderList => [['Authorization', `Bearer ${token}`]]
  expect(describe('GET /a', undefined, bearer('abc'))).toBe(describe('GET /a', undefined, bearer('xyz')))
  expect(describe('GET /a', undefined, bearer('abc'))).not.toContain('abc')
  expect(describe('GET /a', undefined, bearer('abc'))).not.toBe(describe('GET /a', undefined, []))
  expect(describe('POST /a', { password: 'hunter2' })).not.toContain('hunter2')
})

test('a multipart boundary does not count', () => {
  const form = (boundary: string) =>
    describe('POST /a', `--${boundary}\r\nx\r\n--${boundary}--`, [['Content-Type', `multipart/form-data; boundary=${boundary}`]])
  expect(form('aaa111')).toBe(form('bbb222'))
})
