import { expect, test } from 'vitest'
import { findFormulas } from './find-formulas.ts'

const column = (text: string, values: readonly number[]) => ({ text, cost: 1, values })

test('a rate with rounding is found from a few numbers', () => {
  const prices = [28579, 20911, 526, 2209]
  const [best] = findFormulas([34295, 25093, 631, 2651], [column('self.price', prices)])
  expect(best?.text).toBe('round(self.price * 1.2)')
})

test('a sum goes before a longer saying of the same', () => {
  const [best] = findFormulas([15, 27, 42], [column('a', [10, 20, 30]), column('b', [5, 7, 12]), column('c', [1, 9, 4])])
  expect(best?.text).toBe('a + b')
})

test('what is right by chance now and then is no formula', () => {
  expect(findFormulas([3, 8, 21, 34], [column('a', [3, 9, 2, 5])])).toEqual([])
})
