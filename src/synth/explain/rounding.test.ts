import { array, assert, constantFrom, double, integer, property } from 'fast-check'
import { test } from 'vitest'
import { mayHaveRate, toPrecision, wayOfRounding } from './rounding.ts'

const rounded = { near: Math.round, down: Math.floor, up: Math.ceil }

test('two targets never refute a rate that gives all of them', () => {
  assert(
    property(
      array(integer({ min: -100_000, max: 100_000 }), { minLength: 3, maxLength: 8 }),
      double({ min: -3, max: 3, noNaN: true }),
      integer({ min: 0, max: 4 }),
      constantFrom('near' as const, 'down' as const, 'up' as const),
      (values, rate, digits, way) => {
        const scale = 10 ** digits
        const targets = values.map((value) => rounded[way](value * rate * scale) / scale)
        const precision = toPrecision(targets.length, digits, 1)
        const isGiven = wayOfRounding((at) => (values[at] as number) * rate, targets, precision) !== undefined
        return !isGiven || mayHaveRate((at) => values[at] as number, targets, precision)
      },
    ),
  )
})
