import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type PatternSegment, parsePathPattern, printPathPattern } from './path-pattern.ts'

test.each<[string, PatternSegment[]]>([
  ['/', []],
  ['/a', [{ kind: 'literal', text: 'a' }]],
  [
    '/a/',
    [
      { kind: 'literal', text: 'a' },
      { kind: 'literal', text: '' },
    ],
  ],
  ['/{id}', [{ kind: 'parameter', name: 'id', prefix: '', suffix: '' }]],
  ['/v-{id}.json', [{ kind: 'parameter', name: 'id', prefix: 'v-', suffix: '.json' }]],
  [
    '/files/{path+}',
    [
      { kind: 'literal', text: 'files' },
      { kind: 'rest', name: 'path' },
    ],
  ],
  ['/\\{id\\}', [{ kind: 'literal', text: '{id}' }]],
  ['/a%2Fb', [{ kind: 'literal', text: 'a/b' }]],
])('%s', (pattern, segments) => {
  expect(parsePathPattern(pattern)).toEqual(segments)
  expect(printPathPattern(segments)).toBe(pattern)
})

const text = fc.string({ unit: fc.constantFrom(...'ab1.{}\\/%2F-é'), maxLength: 6 })
const name = fc.constantFrom('id', 'name', 'path', '__proto__')
const segment: fc.Arbitrary<PatternSegment> = fc.oneof(
  fc.record({ kind: fc.constant('literal' as const), text: text.filter((each) => each !== '') }),
  fc.record({ kind: fc.constant('parameter' as const), name, prefix: text, suffix: text }),
  fc.record({ kind: fc.constant('rest' as const), name }),
)

test('patterns are read back as they were printed', () => {
  fc.assert(
    fc.property(fc.array(segment, { maxLength: 4 }), (segments) => {
      expect(parsePathPattern(printPathPattern(segments))).toEqual(segments)
    }),
  )
})
