import { expect, test } from 'vitest'
import type { Value } from './environment.ts'
import { functions } from './functions.ts'

const call = (name: string, ...args: Value[]) => functions[name]?.(...args)

test.each<[string, Value[], Value]>([
  ['has', [null], true],
  ['has', [undefined], false],
  ['coalesce', [undefined, null, 1], null],
  ['size', ['naïve 👍'], 7],
  ['size', [[1, 2]], 2],
  ['slug', ['  Über die Brücke! '], 'uber-die-brucke'],
  ['string', [{}], undefined],
  ['number', ['12.50'], 12.5],
  ['number', ['0x10'], undefined],
  ['number', [''], undefined],
  ['boolean', ['0'], false],
  ['boolean', ['yes'], undefined],
  ['round', [1.005, 2], 1.01],
  ['round', [-2.5], -3],
  ['round', [1e-7, 2], 0],
  ['round', [0.125, 2, 'even'], 0.12],
  ['round', [0.135, 2, 'even'], 0.14],
  ['round', [1.005, 2, 'binary'], 1],
  ['pad', [7, 4], '0007'],
  ['pad', ['12345', 4], '12345'],
  ['pad', [null, 4], undefined],
  ['round', [1e300, 200], 1e300],
  ['min', [[3, 1, 2]], 1],
  ['max', [3, undefined, 4], 4],
  ['sum', [[1, '2', 3]], 4],
  ['sum', ['12'], undefined],
  ['avg', [[1, '2', 4]], 2.5],
  ['avg', [[]], undefined],
  ['decimal', [6], '6.0'],
  ['decimal', [6.25], '6.25'],
  ['decimal', ['6'], undefined],
  ['decimal', [6, 2], '6.00'],
  ['decimal', ['6.5', 2], '6.50'],
  ['decimal', ['six', 2], undefined],
  ['decimal', [null, 2], undefined],
  ['number', [true], 1],
  ['sort', [['b', 2, 'a', 10]], [2, 10, 'a', 'b']],
  ['concat', [[1, 2], [], [2]], [1, 2, 2]],
  ['concat', [[1], undefined], undefined],
  ['distinct', [[1, 1, { a: 1 }, { a: 1 }]], [1, { a: 1 }]],
  ['contains', [[{ a: 1 }], { a: 1 }], true],
  ['contains', ['abc', 'bc'], true],
  ['join', [[1, null, { a: 1 }], '-'], '1--{"a":1}'],
  ['replace', ['a.b', '.', '$&'], 'a$&b'],
  ['encode', ['a b/c?é'], 'a%20b%2Fc%3F%C3%A9'],
  ['encode', [7], '7'],
  ['encode', ['\ud800'], '%EF%BF%BD'],
  ['encode', [null], undefined],
  ['substring', ['abcdef', -2], 'ef'],
  ['get', [{ toString: 1 }, 'constructor'], undefined],
  ['get', [[1, 2], 1], 2],
  ['omit', [{ a: 1, b: 2 }, 'a'], { b: 2 }],
  ['pick', [{ a: 1, b: 2 }, 'a', 'z'], { a: 1 }],
  ['merge', [{ a: 1 }, 'nothing', { b: 2, a: 3 }], { a: 3, b: 2 }],
  ['range', [3], [0, 1, 2]],
  ['range', ['x'], undefined],
  ['hash', ['md5', 'a'], '0cc175b9c0f1b6a831c399e269772661'],
  ['hash', ['none', 'a'], undefined],
  ['time', [0, 'iso|0|Z|T'], '1970-01-01T00:00:00Z'],
  ['moment', ['1970-01-01T00:00:01Z'], 1000],
])('%s%j is %j', (name, args, result) => {
  expect(call(name, ...args)).toEqual(result)
})

test('64-bit integers are numbers and keep their digits', () => {
  expect(call('type', 2n ** 60n)).toBe('number')
  expect(call('string', 2n ** 60n)).toBe('1152921504606846976')
  expect(call('max', 2n ** 60n, 5)).toBe(2n ** 60n)
})

test('every function is total: whatever it gets, it gives a value or nothing', () => {
  const odd: Value[] = [undefined, null, true, 0, -1, 1e308, 5n, '', 'x', [], [[]], [{ toString: 0 }], {}, { toString: 0, valueOf: 0 }]
  for (const run of Object.values(functions)) {
    for (const first of odd)
      for (const second of odd) for (const third of [undefined, 1, 'x']) expect(() => run(first, second, third)).not.toThrow()
  }
})

test('__proto__ is a key like others', () => {
  const harmful = JSON.parse('{"__proto__": {"admin": true}}')
  const merged = call('merge', {}, harmful)
  expect(Object.keys(merged as object)).toEqual(['__proto__'])
  expect((merged as { admin?: boolean }).admin).toBeUndefined()
  expect(Object.keys(call('pick', harmful, '__proto__') as object)).toEqual(['__proto__'])
})
