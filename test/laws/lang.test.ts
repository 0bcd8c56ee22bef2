import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseJson } from '#base'
import {
  compareValues,
  compileExpression,
  compileTemplate,
  type Environment,
  equal,
  parseExpression,
  parseTemplate,
  printExpression,
  printJson,
  printTemplate,
} from '#lang'
import { expression, jsonValue, template } from './lang-arbitraries.ts'

const context = { names: new Set<string>(), view: () => undefined, hasCollection: () => false }
const environment: Environment = {
  target: '/',
  path: {},
  query: {},
  header: {},
  body: undefined,
  malformed: false,
  nowMs: 0,
  world: {
    find: () => undefined,
    list: () => [],
    issued: () => false,
    versions: () => [],
    left: () => undefined,
    written: () => undefined,
    writes: () => 0,
  },
  minting: { next: () => 1, random: () => '', draw: () => 0, token: () => '' },
  locals: {},
  seal: (text) => text,
}

describe('expressions', () => {
  test('are read back as they were printed', () => {
    fc.assert(
      fc.property(expression, (tree) => {
        expect(parseExpression(printExpression(tree))).toEqual(tree)
      }),
      { numRuns: 500 },
    )
  })

  test('give the value that they print', () => {
    fc.assert(
      fc.property(jsonValue, (value) => {
        const text = printExpression({ kind: 'literal', value })
        const read = compileExpression(parseExpression(text), context)(environment)
        expect(equal(read, value), text).toBe(true)
      }),
    )
  })

  test('are never half understood: a text is read whole or refused with its place', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab1."\'()[]{}?:,!-+=<>&| \\'), maxLength: 12 }), (text) => {
        try {
          const tree = parseExpression(text)
          expect(parseExpression(printExpression(tree))).toEqual(tree)
        } catch (error) {
          expect(error).toMatchObject({ name: 'Error', at: expect.any(Number) })
        }
      }),
      { numRuns: 500 },
    )
  })
})

describe('templates', () => {
  test('are read back as they were printed', () => {
    fc.assert(
      fc.property(template, (tree) => {
        const printed = printTemplate(tree)
        expect(printTemplate(parseTemplate(printed))).toEqual(printed)
      }),
    )
  })

  test('of a value give the value', () => {
    fc.assert(
      fc.property(jsonValue, (value) => {
        const read = compileTemplate(parseTemplate(printTemplate({ kind: 'literal', value })), context)(environment)
        expect(equal(read, value)).toBe(true)
        expect(JSON.stringify(Object.keys(Object(read)))).toBe(JSON.stringify(Object.keys(Object(value))))
      }),
    )
  })
})

describe('values', () => {
  test('equal themselves and what they are written as', () => {
    fc.assert(
      fc.property(jsonValue, (value) => {
        expect(equal(value, value)).toBe(true)
        expect(equal(parseJson(printJson(value)), value)).toBe(true)
      }),
    )
  })

  test('are equal in both directions or in none, and then have no order', () => {
    fc.assert(
      fc.property(jsonValue, jsonValue, (a, b) => {
        expect(equal(a, b)).toBe(equal(b, a))
        if (equal(a, b)) expect(compareValues(a, b)).toBe(0)
      }),
    )
  })

  test('have one order', () => {
    fc.assert(
      fc.property(jsonValue, jsonValue, jsonValue, (a, b, c) => {
        expect(Math.sign(compareValues(a, b)) + Math.sign(compareValues(b, a))).toBe(0)
        if (compareValues(a, b) <= 0 && compareValues(b, c) <= 0) expect(compareValues(a, c)).toBeLessThanOrEqual(0)
      }),
    )
  })
})
