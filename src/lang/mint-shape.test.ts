import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { inferMintShape, mintValue, problemOfMintShape } from './mint-shape.ts'

/** Numbers in [0, 1) that look random, the same for the same seed. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

describe('inferMintShape', () => {
  test.each<[string, string[]]>([
    ['uuid4', ['0b0f6ad0-54ef-4c43-9c33-5b7f1f7dbc8e', 'a3c1f0de-1c1a-4d2b-8f67-0a1b2c3d4e5f']],
    ['uuid7', ['0192f0c1-7a3b-7c11-9d3e-2f4a6b8c0d1e']],
    ['ulid', ['01ARZ3NDEKTSV4RRFFQ69G5FAV', '01BX5ZZKBKACTAV9WEVGEMMVRZ']],
    ['ord_{hex:8}', ['ord_1f3a9c0b', 'ord_a9c0b1f3']],
    ['{digits:8}', ['10293847', '56473829']],
    ['req-{hex:8}-{hex:4}-4{hex:3}-{hex:4}-{hex:12}', ['req-0b0f6ad0-54ef-4c43-9c33-5b7f1f7dbc8e']],
    [
      '/v1/jobs/{hex:8}-{hex:4}-4{hex:3}-{hex:4}-{hex:12}/log',
      ['/v1/jobs/0b0f6ad0-54ef-4c43-9c33-5b7f1f7dbc8e/log', '/v1/jobs/a3c1f0de-1c1a-4d2b-8f67-0a1b2c3d4e5f/log'],
    ],
    ['{hex:4}', ['bb14', '1d61', '7f26', '2f29', 'c1a7']],
  ])('%s', (shape, values) => {
    expect(inferMintShape(values)).toBe(shape)
  })

  test.each([[[]], [['red']], [['bb14', '1d61']], [['{"error":"no-such 3y3"}']], [['draft', 'open']], [['A lamp', 'A table']]])(
    '%j does not look made up',
    (values) => {
      expect(inferMintShape(values)).toBeUndefined()
    },
  )
})

describe('mintValue', () => {
  const shapes = [
    'uuid1',
    'uuid4',
    'uuid7',
    'ulid',
    'ord_{hex:24}',
    'x-{digits:6}',
    '{alnum:20}',
    '{base64url:22}',
    '{lower36:10}.{upper:3}',
  ]

  test('makes values of the shape, the same for the same stream', () => {
    fc.assert(
      fc.property(fc.constantFrom(...shapes), fc.integer(), (shape, seed) => {
        const [first, again] = [createRandom(seed), createRandom(seed)]
        const value = mintValue(shape, first, 1_772_368_245_120)
        expect(mintValue(shape, again, 1_772_368_245_120)).toBe(value)
        expect(mintValue(shape, first, 1_772_368_245_120)).not.toBe(value)
        expect(value).not.toMatch(/undefined|[{}]/)
      }),
    )
  })

  test.each(['uuid1', 'uuid4', 'uuid7', 'ulid'])('%s is recognised in what was made of it', (shape) => {
    const random = createRandom(3)
    const values = Array.from({ length: 5 }, (_, at) => mintValue(shape, random, 1_772_368_245_120 + at))
    expect(inferMintShape(values)).toBe(shape)
  })

  test.each(['uuid7', 'ulid'])('%s sorts by time', (shape) => {
    const random = createRandom(5)
    const values = Array.from({ length: 20 }, (_, at) => mintValue(shape, random, 1_772_368_245_120 + at * 17))
    expect([...values].sort()).toEqual(values)
  })
})

test('a shape of which nothing can be made is refused', () => {
  expect(problemOfMintShape('ord_{hex:8}')).toBeUndefined()
  expect(problemOfMintShape('ulid')).toBeUndefined()
  for (const shape of ['', 'uuid', 'uuid9', 'ord_', 'ord_{hexx:8}', '{constructor:3}', '{hex:100000000}']) {
    expect(problemOfMintShape(shape), shape).toBeTypeOf('string')
  }
})
