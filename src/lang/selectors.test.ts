import { expect, test } from 'vitest'
import type { Value } from './environment.ts'
import { selects } from './selectors.ts'

const labels = { app: 'web', tier: 'front', replicas: 3 }

test.each<[string, Value, Value, boolean | undefined]>([
  ['equal labels', { app: 'web' }, labels, true],
  ['another value', { app: 'db' }, labels, false],
  ['nothing asked', {}, labels, true],
  ['a list of labels', [{ name: 'app', value: 'web' }], labels, true],
  ['a label that must differ', [{ name: 'app', value: 'db', isEqual: false }], labels, true],
  ['a pattern for the whole value', [{ name: 'app', value: 'w.*', isRegex: true, isEqual: true }], labels, true],
  ['a pattern for a part', [{ name: 'app', value: 'w', isRegex: true, isEqual: true }], labels, false],
  ['a pattern that must not match', [{ name: 'app', value: 'w.*', isRegex: true, isEqual: false }], labels, false],
  ['a pattern that can’t be read', [{ name: 'app', value: '(', isRegex: true }], labels, false],
  ['one of several', [{ key: 'tier', operator: 'In', values: ['back', 'front'] }], labels, true],
  ['none of several', [{ key: 'tier', operator: 'NotIn', values: ['back', 'front'] }], labels, false],
  ['a label that is there', [{ key: 'tier', operator: 'Exists' }], labels, true],
  ['a label that is not there', [{ key: 'zone', operator: 'DoesNotExist' }], labels, true],
  ['labels as a list', { app: 'web' }, [{ Key: 'app', Value: 'web' }], true],
  ['something else than selectors', 'app', labels, undefined],
  ['something else than labels', { app: 'web' }, { app: { deep: true } }, undefined],
])('%s', (_, selectors, against, expected) => {
  expect(selects(selectors, against)).toBe(expected)
})
