import { expect, test } from 'vitest'
import { BodyCapture } from './body-capture.ts'

const bytes = (length: number) => Buffer.alloc(length, 'x')

test('a body is kept whole up to the limit, and beyond it not at all', () => {
  const budget = { freeBytes: 100 }
  const capture = new BodyCapture(budget, 10)
  expect(capture.take()).toEqual({ body: Buffer.alloc(0) })
  capture.add(bytes(4))
  capture.add(bytes(6))
  expect(capture.take()).toEqual({ body: bytes(10) })
  expect(budget.freeBytes).toBe(90)
  capture.add(bytes(1))
  expect(capture.take()).toEqual({ body: Buffer.alloc(0), omittedBodyBytes: 11 })
  expect(budget.freeBytes).toBe(100)
})

test('all bodies together stay within the budget', () => {
  const budget = { freeBytes: 10 }
  const one = new BodyCapture(budget, 100)
  const other = new BodyCapture(budget, 100)
  one.add(bytes(8))
  other.add(bytes(8))
  expect(other.take()).toMatchObject({ omittedBodyBytes: 8 })
  one.release()
  one.release()
  expect(budget.freeBytes).toBe(10)
})
