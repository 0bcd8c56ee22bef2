import { expect, test } from 'vitest'
import { RequestHistory } from './request-history.ts'

test('a write is known by its route and by what it named', () => {
  const history = new RequestHistory()
  history.note('PUT /orders/{id}', [{ id: '7' }, { lines: [{ sku: 'a-1', count: 3 }] }])
  expect([history.asked('PUT /orders/{id}'), history.asked('POST /orders')]).toEqual([1, 0])
  expect(['7', 'a-1', '3', '8'].map((name) => history.touched('PUT /orders/{id}', { id: name }))).toEqual([1, 1, 1, 0])
  expect(history.touched('POST /orders', { id: '7' })).toBe(0)
})
