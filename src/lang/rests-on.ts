import type { Expression } from './expression.ts'
import { functions } from './functions.ts'

/** Whether the value of an expression hangs on these names alone: on no request, no time, no other entity. */
export function restsOn(expression: Expression, names: ReadonlySet<string>): boolean {
  const rests = (part: Expression) => restsOn(part, names)
  switch (expression.kind) {
    case 'literal':
      return true
    case 'name':
      return expression.name === 'absent' || names.has(expression.name)
    case 'member':
      return rests(expression.of)
    case 'index':
      return rests(expression.of) && rests(expression.index)
    case 'call':
      return Object.hasOwn(functions, expression.name) && expression.args.every(rests)
    case 'macro':
      return rests(expression.of) && restsOn(expression.body, new Set([...names, expression.as]))
    case 'unary':
      return rests(expression.operand)
    case 'binary':
      return rests(expression.left) && rests(expression.right)
    case 'conditional':
      return rests(expression.test) && rests(expression.then) && rests(expression.else)
    case 'list':
      return expression.items.every(rests)
    case 'map':
      return expression.entries.every(([, value]) => rests(value))
  }
}
