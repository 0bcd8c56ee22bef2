import type { Expression } from '#lang'
import { memberShape, mergeShapes, type Shape, shapeOfType, shapeOfValue, uniteShapes, unknownShape } from './shape.ts'

/** What the names in an expression stand for. */
export interface Scope {
  readonly names: ReadonlyMap<string, Shape>
  /** Entities of a collection. */
  entity(collection: string): Shape
  /** A named view, `collection.view`. */
  view(name: string): Shape
  /** Values of a schema of the model. */
  schema(name: string): Shape
}

const text = shapeOfType('string')
const number = shapeOfType('number')
const boolean = shapeOfType('boolean')

/** What functions give, whatever they are given. */
const results: Readonly<Record<string, Shape>> = {
  ...named(
    text,
    'type lower upper trim capitalize slug untaken string decimal join replace pad substring base64 json hash hashEntries withParameter links time sealed mint',
  ),
  ...named(number, 'size number floor ceil abs round sum avg count moment next'),
  ...named(boolean, 'has boolean contains startsWith endsWith selects exists issued asked touched matches writes'),
  ...named({ types: new Set(['array']), items: text }, 'split keys'),
  ...named({ types: new Set(['array']), items: number }, 'range'),
}

function named(shape: Shape, names: string): Record<string, Shape> {
  return Object.fromEntries(names.split(' ').map((name) => [name, shape]))
}

/** What the values of an expression look like, as far as the expression tells. */
export function shapeOfExpression(expression: Expression, scope: Scope): Shape {
  switch (expression.kind) {
    case 'literal':
      return shapeOfValue(expression.value)
    case 'name':
      return expression.name === 'now' ? number : (scope.names.get(expression.name) ?? unknownShape)
    case 'member':
      return memberShape(shapeOfExpression(expression.of, scope), expression.key)
    case 'index':
      return shapeOfExpression(expression.of, scope).items ?? unknownShape
    case 'call':
      return shapeOfCall(expression, scope)
    case 'macro': {
      const list = shapeOfExpression(expression.of, scope)
      if (expression.name === 'filter') return list
      if (expression.name !== 'map') return boolean
      const names = new Map([...scope.names, [expression.as, list.items ?? unknownShape]])
      return { types: new Set(['array']), items: shapeOfExpression(expression.body, { ...scope, names }) }
    }
    case 'unary':
      return expression.operator === '!' ? boolean : number
    case 'binary': {
      if (!['+', '-', '*', '/', '%'].includes(expression.operator)) return boolean
      if (expression.operator !== '+') return number
      const { types } = uniteShapes(shapeOfExpression(expression.left, scope), shapeOfExpression(expression.right, scope))
      return types.size === 1 ? { types } : unknownShape
    }
    case 'conditional':
      return uniteShapes(shapeOfExpression(expression.then, scope), shapeOfExpression(expression.else, scope))
    case 'list': {
      const items = expression.items.map((item) => shapeOfExpression(item, scope))
      return { types: new Set(['array']), ...(items.length === 0 ? {} : { items: items.reduce(uniteShapes) }) }
    }
    case 'map': {
      const fields = expression.entries.map(
        ([key, value]) => [key, { shape: shapeOfExpression(value, scope), isOptional: isAbsentAtTimes(value, scope) }] as const,
      )
      return { types: new Set(['object']), fields: new Map(fields) }
    }
  }
}

function shapeOfCall({ name, args }: Expression & { kind: 'call' }, scope: Scope): Shape {
  const [first, second, third] = args
  const shape = (argument: Expression | undefined) => (argument === undefined ? unknownShape : shapeOfExpression(argument, scope))
  const word = first?.kind === 'literal' && typeof first.value === 'string' ? first.value : ''
  switch (name) {
    case 'coalesce':
      return args.map(shape).reduce(uniteShapes, shape(first))
    case 'if':
      return uniteShapes(shape(second), shape(third))
    case 'first':
    case 'last':
      return shape(first).items ?? unknownShape
    case 'sort':
    case 'reverse':
    case 'distinct':
      return shape(first)
    case 'merge':
      return args.map(shape).reduce(mergeShapes, { types: new Set(['object']), fields: new Map() })
    case 'find':
      return scope.entity(word)
    case 'list':
      return { types: new Set(['array']), items: scope.entity(word) }
    case 'view':
      return scope.view(word)
    case 'sample':
    case 'shown':
      return scope.schema(word)
    default:
      return results[name] ?? unknownShape
  }
}

/** Functions that give something, whatever they are given. */
const total = new Set(['mint', 'webToken', 'next', 'has', 'type', 'exists', 'list', 'merge', 'issued', 'asked', 'touched', 'matches'])

/** Whether the value of an expression may be absent; undefined where it can't be told. */
export function isAbsentAtTimes(expression: Expression, scope: Scope): boolean | undefined {
  switch (expression.kind) {
    case 'name':
      return expression.name === 'absent' ? true : expression.name === 'now' || scope.names.has(expression.name) ? false : undefined
    case 'member': {
      if (isAbsentAtTimes(expression.of, scope) !== false) return undefined
      return shapeOfExpression(expression.of, scope).fields?.get(expression.key)?.isOptional
    }
    case 'call':
      if (expression.name === 'coalesce')
        return expression.args.some((argument) => isAbsentAtTimes(argument, scope) === false) ? false : undefined
      return total.has(expression.name) ||
        (expression.name === 'time' && expression.args[0]?.kind === 'name' && expression.args[0].name === 'now')
        ? false
        : undefined
    case 'conditional': {
      const sides = [isAbsentAtTimes(expression.then, scope), isAbsentAtTimes(expression.else, scope)]
      return sides.includes(true) ? true : sides.includes(undefined) ? undefined : false
    }
    case 'literal':
    case 'list':
    case 'map':
      return false
    default:
      return undefined
  }
}
