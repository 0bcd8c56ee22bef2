import { expect, test } from 'vitest'
import { printFile } from './print-file.ts'

test('what is short stands on one line, what is long on several', () => {
  const long = 'x'.repeat(110)
  expect(printFile({ id: 9_007_199_254_740_993n, tags: ['a', null], none: undefined, texts: [long, { of: long }], empty: {} })).toBe(`{
 "id": 9007199254740993,
 "tags": ["a", null],
 "texts": [
  "${long}",
  {"of": "${long}"}
 ],
 "empty": {}
}
`)
})

test('it is JSON', () => {
  const content = { 'a\n"b"': [[], {}, [[1, -0.5, true]], 'é\u2028'], __proto__: null }
  expect(JSON.parse(printFile(content))).toEqual(JSON.parse(JSON.stringify(content)))
})
