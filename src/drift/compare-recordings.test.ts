import { expect, test } from 'vitest'
import type { HeaderList } from '#http'
import type { Change } from './change.ts'
import { compareContracts } from './compare-contracts.ts'
import { contractOfRecordings, type RoutedExchange } from './recordings-contract.ts'

const json: HeaderList = [['Content-Type', 'application/json']]
const encode = (value: unknown) => (value === undefined ? new Uint8Array() : new TextEncoder().encode(JSON.stringify(value)))

/** `POST /orders`, what was sent, the status, what came. */
type Short = readonly [route: string, sent: unknown, status: number, came: unknown]

function routed([route, sent, status, came]: Short, index: number): RoutedExchange {
  const [method = '', target = ''] = route.split(' ')
  const request = { method, target, headers: json, body: encode(sent) }
  return { route, exchange: { index, startedAtMs: 0, endedAtMs: 1, request, response: { status, headers: json, body: encode(came) } } }
}

function compare(before: readonly Short[], after: readonly Short[]) {
  return compareContracts(contractOfRecordings(before.map(routed)), contractOfRecordings(after.map(routed)))
}

const outline = ({ kind, level, path, before, after }: Change) => [kind, level, path, before, after].filter((part) => part !== undefined)
const times = (count: number, short: Short): Short[] => Array.from({ length: count }, () => short)
const found = (before: readonly Short[], after: readonly Short[]) => compare(before, after).changes.map(outline)

test('what was not asked is not gone', () => {
  const { changes, routesNotExercised, routesCompared } = compare(
    [
      ['GET /a', undefined, 200, { a: 1 }],
      ['GET /b', undefined, 200, {}],
      ['GET /a', undefined, 404, {}],
    ],
    [['GET /a', undefined, 200, { a: 1 }]],
  )
  expect([changes, routesNotExercised, routesCompared]).toEqual([[], ['GET /b'], 1])
})

test('what says itself that it is gone is gone', () => {
  const was: Short = ['GET /a', undefined, 200, {}]
  expect(found([was], [['GET /a', undefined, 404, {}]])).toEqual([['route-removed', 'breaking', '']])
  const one: Short = ['GET /a/{id}', undefined, 200, {}]
  expect(found([one], [['GET /a/{id}', undefined, 404, {}]]), 'it may be that one only').toEqual([['status-added', 'harmless', 'status']])
  expect(found([one], [['GET /a/{id}', undefined, 410, {}]])).toEqual([['route-removed', 'breaking', '']])
})

test('a field that was always there and is not, and a type that never came', () => {
  const was = times(10, ['GET /a', undefined, 200, { id: 1, name: 'x', note: 'y' }])
  expect(found(was, [['GET /a', undefined, 200, { id: '1', name: null, extra: 1 }]])).toEqual([
    ['response-type-changed', 'breaking', 'body.id', 'number', 'string'],
    ['response-type-widened', 'breaking', 'body.name', 'string', 'null'],
    ['response-field-removed', 'breaking', 'body.note', 'string'],
    ['response-field-added', 'harmless', 'body.extra', 'number'],
  ])
})

test('where little was seen it is worth a look only, and what was there at times may be missing', () => {
  const was: Short[] = [
    ['GET /a', undefined, 200, { id: 1 }],
    ['GET /a', undefined, 200, { id: 1, note: 'x' }],
  ]
  expect(found(was, [['GET /a', undefined, 200, { id: null }]])).toEqual([
    ['response-type-widened', 'warning', 'body.id', 'number', 'null'],
  ])
})

test('which fields there are is a matter of what was asked for, what they hold is not', () => {
  const whole: Short = ['GET /a?fields=*', undefined, 200, { id: 1, name: 'x', note: null }]
  const part: Short = ['GET /a?fields=id', undefined, 200, { id: 1 }]
  const ask = (list: readonly Short[]) => contractOfRecordings(list.map((short, at) => ({ ...routed(short, at), route: 'GET /a' })))
  const compared = (before: readonly Short[], after: readonly Short[]) => compareContracts(ask(before), ask(after)).changes.map(outline)
  expect(compared(times(10, whole), [part])).toEqual([])
  expect(compared([...times(10, whole), ...times(10, part)], [['GET /a?fields=*', undefined, 200, { id: 1, note: null }]])).toEqual([
    ['response-field-removed', 'breaking', 'body.name', 'string'],
  ])
  expect(compared(times(10, whole), [['GET /a?fields=id', undefined, 200, { id: 'x' }]])).toEqual([
    ['response-type-changed', 'breaking', 'body.id', 'number', 'string'],
  ])
})

test('words are an enumeration where they repeat', () => {
  const state = (one: string): Short => ['GET /jobs', undefined, 200, { state: one, by: `${one}-user` }]
  const was = [...times(5, state('done')), ...times(5, state('open'))]
  expect(found(was, [...times(3, state('done')), ...times(6, state('lost'))]).filter(([, , path]) => path === 'body.state')).toEqual([
    ['response-word-added', 'warning', 'body.state', '"lost"'],
  ])
  expect(found([state('ada'), state('bob')], [state('cyd')])).toEqual([])
})

test('a field that requests could leave out and are refused without', () => {
  const ok = (body: unknown): Short => ['POST /a', body, 201, {}]
  const no = (body: unknown): Short => ['POST /a', body, 422, {}]
  const now = [ok({ name: 'x', kind: 'y' }), ok({ name: 'z', kind: 'y' }), no({ name: 'x' })]
  const required = (before: readonly Short[]) => found(before, now).filter(([kind]) => kind === 'request-field-became-required')
  expect(required([ok({ name: 'x' }), ok({ name: 'x', kind: 'y' })])).toEqual([
    ['request-field-became-required', 'breaking', 'request.kind'],
  ])
  expect(required([ok({ name: 'x', kind: 'y' }), ok({ name: 'z', kind: 'y' })]), 'it was never tried').toEqual([])
  expect(required(now)).toEqual([])
})

test('success has another status', () => {
  expect(found([['POST /a', {}, 201, { id: 1 }]], [['POST /a', {}, 202, { id: 1 }]])).toEqual([
    ['status-changed', 'breaking', 'status', '201', '202'],
  ])
})
