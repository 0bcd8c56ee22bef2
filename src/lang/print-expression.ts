import type { Json } from '#base'
import { type Expression, precedence } from './expression.ts'

/** Prints an expression so that parsing it gives the same tree. */
export function printExpression(expression: Expression): string {
  return print(expression, 0)
}

/** `.name` or `["other key"]`. */
export function printMember(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`
}

export function printLiteral(value: Json): string {
  if (typeof value === 'bigint') return String(value)
  if (Array.isArray(value)) return `[${value.map(printLiteral).join(', ')}]`
  if (value !== null && typeof value === 'object') {
    return `{${Object.entries(value)
      .map(([key, item]) => `${JSON.stringify(key)}: ${printLiteral(item)}`)
      .join(', ')}}`
  }
  return JSON.stringify(value)
}

const conditionalLevel = 0
const unaryLevel = 6

function print(expression: Expression, level: number): string {
  switch (expression.kind) {
    case 'literal':
      return wrap(printLiteral(expression.value), isNegative(expression.value) && level > unaryLevel)
    case 'name':
      return expression.name
    case 'member':
      return print(expression.of, unaryLevel + 1) + printMember(expression.key)
    case 'index':
      return `${print(expression.of, unaryLevel + 1)}[${print(expression.index, 0)}]`
    case 'call':
      return `${expression.name}(${expression.args.map((arg) => print(arg, 0)).join(', ')})`
    case 'macro':
      return `${print(expression.of, unaryLevel + 1)}.${expression.name}(${expression.as}, ${print(expression.body, 0)})`
    case 'unary':
      return wrap(`${expression.operator}${print(expression.operand, unaryLevel)}`, level > unaryLevel)
    case 'binary': {
      const own = precedence[expression.operator]
      const text = `${print(expression.left, own)} ${expression.operator} ${print(expression.right, own + 1)}`
      return wrap(text, level > own)
    }
    case 'conditional':
      return wrap(
        `${print(expression.test, 1)} ? ${print(expression.then, conditionalLevel)} : ${print(expression.else, conditionalLevel)}`,
        level > conditionalLevel,
      )
    case 'list':
      return `[${expression.items.map((item) => print(item, 0)).join(', ')}]`
    case 'map':
      return `{${expression.entries.map(([key, value]) => `${JSON.stringify(key)}: ${print(value, 0)}`).join(', ')}}`
  }
}

function isNegative(value: Json): boolean {
  return (typeof value === 'number' || typeof value === 'bigint') && value < 0
}

function wrap(text: string, needed: boolean): string {
  return needed ? `(${text})` : text
}
