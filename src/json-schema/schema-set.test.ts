import { expect, test } from 'vitest'
import { createSchemaSet, type JsonSchema } from './index.ts'
import { samplePattern } from './sample-pattern.ts'

const source = { random: stream(1), nowMs: Date.UTC(2026, 0, 1) }

/** Numbers in [0, 1) that are the same each time. */
function stream(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

function rules(
  schema: JsonSchema,
  value: Parameters<ReturnType<typeof createSchemaSet>['problems']>[1],
  direction: 'request' | 'response' = 'request',
): string[] {
  return createSchemaSet({ it: schema })
    .problems('it', value, direction)
    .map(({ path, rule }) => `${path} ${rule}`.trim())
}

test('a value is held to each keyword, at its place', () => {
  const schema = {
    type: 'object',
    required: ['id', 'tags'],
    properties: {
      id: { type: 'integer', minimum: 1, exclusiveMaximum: 10 },
      tags: { type: 'array', minItems: 1, uniqueItems: true, items: { type: 'string', maxLength: 3, pattern: '^[a-z]+$' } },
      price: { type: 'number', multipleOf: 0.01 },
      when: { type: 'string', format: 'date' },
    },
    additionalProperties: false,
  }
  expect(rules(schema, { id: 1, tags: ['a'], price: 0.07, when: '2024-02-29' })).toEqual([])
  expect(rules(schema, { id: 10, tags: ['a', 'a'], price: 0.005, when: '2023-02-29' })).toEqual([
    'id exclusiveMaximum',
    'tags uniqueItems',
    'price multipleOf',
    'when format',
  ])
  expect(rules(schema, { id: 1.5, tags: [] })).toEqual(['id type', 'tags minItems'])
  expect(rules(schema, { tags: ['ABCD'], other: 1 })).toEqual(['id required', 'tags.0 maxLength', 'tags.0 pattern', 'other false'])
  expect(rules(schema, undefined)).toEqual(['required'])
})

test('of alternatives that all fail, the nearest says what is wrong; an answer must be one of them only', () => {
  const either = { oneOf: [{ type: 'string' }, { type: 'object', required: ['a', 'b'] }] }
  expect(rules(either, { a: 1 })).toEqual(['b required'])
  const both = { oneOf: [{ required: ['a'] }, { required: ['b'] }] }
  expect(rules(both, { a: 1, b: 1 }, 'request')).toEqual([])
  expect(rules(both, { a: 1, b: 1 }, 'response')).toEqual(['oneOf'])
})

test('a condition says which of two schemas counts', () => {
  const schema = { if: { required: ['a'] }, then: { required: ['b'] }, else: { required: ['c'] } }
  expect(rules(schema, { a: 1 })).toEqual(['b required'])
  expect(rules(schema, { b: 1 })).toEqual(['c required'])
  expect(rules({ ...schema, else: true }, {})).toEqual([])
})

test('what is only read is not asked of a request, what is only written not of an answer', () => {
  const schema = { required: ['id', 'secret'], properties: { id: { readOnly: true }, secret: { writeOnly: true } } }
  expect(rules(schema, {}, 'request')).toEqual(['secret required'])
  expect(rules(schema, {}, 'response')).toEqual(['id required'])
})

test.each<[string, JsonSchema]>([
  [
    'nested maps and lists',
    {
      type: 'object',
      required: ['a'],
      properties: { a: { type: 'array', minItems: 2, items: { type: 'integer', minimum: 5, maximum: 9 } } },
    },
  ],
  ['distinct items', { type: 'array', minItems: 3, uniqueItems: true, items: { type: 'string', enum: ['a', 'b', 'c'] } }],
  [
    'allOf',
    {
      allOf: [
        { required: ['a'], properties: { a: { type: 'string' } } },
        { required: ['b'], properties: { b: { type: 'number', exclusiveMinimum: 0, multipleOf: 0.5 } } },
      ],
    },
  ],
  [
    'one of several',
    {
      oneOf: [
        { type: 'object', required: ['k'], properties: { k: { const: 'x' }, n: { type: 'integer' } } },
        { type: 'object', required: ['k'], properties: { k: { const: 'y' } } },
      ],
    },
  ],
  [
    'a map of its own names',
    { type: 'object', minProperties: 2, additionalProperties: { type: 'boolean' }, propertyNames: { enum: ['one', 'two'] } },
  ],
  ['lengths', { type: 'string', minLength: 60, maxLength: 61 }],
  ['a wrong example', { type: 'integer', examples: ['seven'], default: 'eight', maximum: -3 }],
  ...['date-time', 'date', 'time', 'duration', 'email', 'hostname', 'ipv4', 'ipv6', 'uri', 'uuid', 'byte'].map(
    (format): [string, JsonSchema] => [format, { type: 'string', format }],
  ),
])('values are valid: %s', (_, schema) => {
  const set = createSchemaSet({ it: schema })
  for (let count = 0; count < 20; count++) {
    const value = set.sample('it', [], source)
    expect(set.problems('it', value, 'response')).toEqual([])
  }
})

test('a schema that holds itself comes to an end', () => {
  const set = createSchemaSet({
    node: {
      type: 'object',
      required: ['name'],
      properties: { name: { type: 'string' }, next: { $ref: 'node' }, all: { type: 'array', items: { $ref: 'node' } } },
    },
  })
  expect(set.problems('node', set.sample('node', [], source), 'response')).toEqual([])
})

test('what is given stands where it is valid; null where none may be leaves out; nothing else need be made', () => {
  const schema = {
    type: 'object',
    required: ['id'],
    properties: { id: { type: 'integer' }, name: { type: 'string' }, size: { type: 'integer' }, secret: { writeOnly: true } },
  }
  const set = createSchemaSet({ it: schema })
  const made = set.sample(
    'it',
    [
      { id: 'x', name: 'n', secret: 's', size: null },
      { id: 7, size: 3 },
    ],
    source,
  )
  expect(made).toEqual({ id: 7, name: 'n' })
  expect(set.sample('it', [{ id: 1 }], { ...source, isBare: true })).toEqual({ id: 1 })
})

test('texts are read as what is wanted', () => {
  const schema = {
    properties: {
      n: { type: 'integer' },
      b: { type: 'boolean' },
      l: { type: 'array', items: { type: 'number' } },
      a: { anyOf: [{ type: 'integer' }, { type: 'string', pattern: '^x' }] },
      s: { type: 'string' },
    },
  }
  const read = createSchemaSet({ it: schema }).coerce('it', { n: '5', b: 'true', l: '1,2.5', a: 'xy', s: '5', o: '5' })
  expect(read).toEqual({ n: 5, b: true, l: [1, 2.5], a: 'xy', s: '5', o: '5' })
  expect(createSchemaSet({ it: schema }).coerce('it', { n: 'many' })).toEqual({ n: 'many' })
})

test.each([
  '^[A-Z]{2}-\\d{4,6}$',
  '^(?:foo|ba[rz])+$',
  '^[^a-y0-9\\s]{5}$',
  '^\\w+@\\w+\\.(com|org)$',
  '^(?!x)[a-f0-9]{24}$',
  '^[\\u0041-\\x5A]?$',
  '[a-zA-Z0-9-_.]+',
  '^.{8,}$',
])('a text is made of %s', (pattern) => {
  for (let count = 0; count < 10; count++) {
    expect(samplePattern(pattern, { random: source.random, least: 0, most: 100 })).toMatch(new RegExp(pattern))
  }
})
