import { expect, it } from 'vitest'
import { suggest } from './suggest.ts'

it.each([
  ['inti', ['init', 'import'], 'init'],
  ['RECORD', ['record'], 'record'],
  ['prot', ['host', 'port'], 'port'],
  ['banana', ['init', 'record'], undefined],
  ['x', [], undefined],
])('%s', (word, candidates, expected) => {
  expect(suggest(word, candidates)).toBe(expected)
})
