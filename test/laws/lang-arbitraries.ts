import fc from 'fast-check'
import type { Json } from '#base'
import { type BinaryOperator, type Expression, printJson, type Template } from '#lang'

const names = ['body', 'query', 'path', 'header', 'now', 'in', 'map', 'e'] as const
const binaries = ['||', '&&', '==', '!=', '<', '<=', '>', '>=', 'in', '+', '-', '*', '/', '%'] as const satisfies readonly BinaryOperator[]

/** Keys as clients and services choose them, the harmful ones too. */
export const key = fc.oneof(
  fc.constantFrom('id', 'name', '$', '$if', '...x', '\\$', '__proto__', 'constructor', 'toString', 'a b', '', 'é', '"', "'"),
  fc.string({ maxLength: 6 }),
)

const number = fc
  .oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom(0, -1, 1e21, 1e-7))
  .map((n) => n + 0)

/** A number that is written as it is read: no integer that only a bigint holds. */
const exactNumber = number.filter((n) => !Number.isInteger(n) || Number.isSafeInteger(n) || /e/.test(String(n)))

const bigInteger = fc.bigInt({ min: 2n ** 53n, max: 2n ** 64n })

const scalar: fc.Arbitrary<Json> = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  exactNumber,
  bigInteger,
  bigInteger.map((n) => -n),
  fc.string({ unit: 'binary', maxLength: 8 }),
)

/** Any JSON value, with keys like `__proto__` as own properties. */
export const jsonValue: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    scalar,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.tuple(key, tie('value')), { maxLength: 4 }).map((entries) => Object.fromEntries(entries)),
  ),
})).value

/** Expressions as `parseExpression` makes them: a key in brackets is a member, a list or map is no literal, minus a number is a number. */
export const expression: fc.Arbitrary<Expression> = fc.letrec<{ node: Expression }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    scalar.map((value): Expression => ({ kind: 'literal', value })),
    fc.constantFrom(...names).map((name): Expression => ({ kind: 'name', name })),
    fc.record({ kind: fc.constant('member' as const), of: tie('node'), key }),
    fc
      .record({ kind: fc.constant('index' as const), of: tie('node'), index: tie('node') })
      .filter(({ index }) => index.kind !== 'literal' || typeof index.value !== 'string'),
    fc.record({
      kind: fc.constant('call' as const),
      name: fc.constantFrom('has', 'find', 'mine'),
      args: fc.array(tie('node'), { maxLength: 3 }),
    }),
    fc.record({
      kind: fc.constant('macro' as const),
      name: fc.constantFrom('map' as const, 'filter' as const, 'exists' as const, 'all' as const),
      of: tie('node'),
      as: fc.constantFrom('e', 'in', 'item'),
      body: tie('node'),
    }),
    fc
      .record({ kind: fc.constant('unary' as const), operator: fc.constantFrom('!' as const, '-' as const), operand: tie('node') })
      .filter(({ operator, operand }) => operator === '!' || operand.kind !== 'literal' || !/number|bigint/.test(typeof operand.value)),
    fc.record({ kind: fc.constant('binary' as const), operator: fc.constantFrom(...binaries), left: tie('node'), right: tie('node') }),
    fc.record({ kind: fc.constant('conditional' as const), test: tie('node'), then: tie('node'), else: tie('node') }),
    fc.record({ kind: fc.constant('list' as const), items: fc.array(tie('node'), { maxLength: 3 }) }),
    fc.record({ kind: fc.constant('map' as const), entries: fc.array(fc.tuple(key, tie('node')), { maxLength: 3 }) }),
  ),
})).node

/** Templates whose objects are of distinct keys; lists and objects of literals only are read back as they are written. */
export const template: fc.Arbitrary<Template> = fc.letrec<{ node: Template }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    jsonValue.map((value): Template => ({ kind: 'literal', value })),
    expression.map((value): Template => ({ kind: 'expression', expression: value })),
    fc.record({ kind: fc.constant('list' as const), items: fc.array(tie('node'), { maxLength: 3 }) }),
    fc.record({ kind: fc.constant('each' as const), of: expression, as: fc.constantFrom('e', 'item'), item: tie('node') }),
    fc.record({ kind: fc.constant('if' as const), test: expression, then: tie('node'), else: tie('node') }),
    fc
      .uniqueArray(fc.record({ key, value: tie('node') }), { selector: (entry) => entry.key, maxLength: 3 })
      .map((entries): Template => ({ kind: 'object', entries })),
    fc.record({ spread: expression }).map((entry): Template => ({ kind: 'object', entries: [entry] })),
  ),
})).node

/** JSON text of a value, 64-bit integers digit by digit. */
export function printed(value: Json): string {
  return printJson(value)
}
