import { expect, test } from 'vitest'
import { isNestedDeeper, jsonDepth } from './json-depth.ts'

test.each([
  ['17', 0],
  ['"[[["', 0],
  ['{"a":[1,{"b":"\\"}]"}],"c":{}}', 3],
  ['[]', 1],
  ['['.repeat(100_000), 100_000],
])('the depth of %.40s is %i', (text, depth) => {
  expect(jsonDepth(text)).toBe(depth)
})

test.each([0, 1, 2, 3, 4])('whether [[[]]] is nested deeper than %i', (depth) => {
  expect(isNestedDeeper('[[[]]]', depth)).toBe(depth < 3)
})
