import type { Expression } from './expression.ts'
import type { Template } from './template.ts'

/** Puts an expression in the place of each member of a name, `name.key`; undefined where the name stands for anything else. */
export function substituteMembers(
  template: Template,
  name: string,
  replacement: (key: string) => Expression | undefined,
): Template | undefined {
  try {
    return inTemplate(template, (expression) => inExpression(expression, name, replacement))
  } catch (error) {
    if (error instanceof UnknownMember) return undefined
    throw error
  }
}

class UnknownMember extends Error {}

type Change = (expression: Expression) => Expression

function inTemplate(template: Template, change: Change): Template {
  switch (template.kind) {
    case 'literal':
      return template
    case 'expression':
      return { kind: 'expression', expression: change(template.expression) }
    case 'list':
      return { kind: 'list', items: template.items.map((item) => inTemplate(item, change)) }
    case 'each':
      return { ...template, of: change(template.of), item: inTemplate(template.item, change) }
    case 'if':
      return {
        kind: 'if',
        test: change(template.test),
        then: inTemplate(template.then, change),
        ...(template.else ? { else: inTemplate(template.else, change) } : {}),
      }
    case 'object':
      return {
        kind: 'object',
        entries: template.entries.map((entry) =>
          'spread' in entry ? { spread: change(entry.spread) } : { key: entry.key, value: inTemplate(entry.value, change) },
        ),
      }
  }
}

function inExpression(expression: Expression, name: string, replacement: (key: string) => Expression | undefined): Expression {
  const change = (inner: Expression) => inExpression(inner, name, replacement)
  switch (expression.kind) {
    case 'literal':
      return expression
    case 'name':
      if (expression.name === name) throw new UnknownMember()
      return expression
    case 'member': {
      if (expression.of.kind !== 'name' || expression.of.name !== name) return { ...expression, of: change(expression.of) }
      const found = replacement(expression.key)
      if (!found) throw new UnknownMember()
      return found
    }
    case 'index':
      return { ...expression, of: change(expression.of), index: change(expression.index) }
    case 'call':
      return { ...expression, args: expression.args.map(change) }
    case 'macro':
      return { ...expression, of: change(expression.of), body: change(expression.body) }
    case 'unary':
      return { ...expression, operand: change(expression.operand) }
    case 'binary':
      return { ...expression, left: change(expression.left), right: change(expression.right) }
    case 'conditional':
      return { ...expression, test: change(expression.test), then: change(expression.then), else: change(expression.else) }
    case 'list':
      return { ...expression, items: expression.items.map(change) }
    case 'map':
      return { ...expression, entries: expression.entries.map(([key, value]) => [key, change(value)] as const) }
  }
}
