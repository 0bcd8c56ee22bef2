import { expect, test } from 'vitest'
import { indentJson } from './indent-json.ts'

test('spelling stays, only the space between changes', () => {
  const text =
    '{"id":12345678901234567890,"total":275.0,"e":1E5,"s":"a, {b}: \\"c\\" \\u00e9","a":1,"a":2,"none":[],"empty":{ },"list":[1,[2,{"x":null}]]}'
  const indented = indentJson(text)
  expect(indented.replaceAll(/\n */g, '').replaceAll('": ', '":')).toBe(text.replace('{ }', '{}'))
  expect(indented).toContain('\n  "total": 275.0,\n')
  expect(indented).toContain('"none": [],')
})

test('it is what JSON.stringify gives for JSON that it spells the same', () => {
  const value = { a: [1, { b: [] }, 'x'], c: {}, d: null, e: true }
  expect(indentJson(JSON.stringify(value))).toBe(JSON.stringify(value, undefined, 2))
  expect(indentJson('"text"')).toBe('"text"')
})
