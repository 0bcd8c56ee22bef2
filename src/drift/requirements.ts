import type { Expression } from '#lang'
import type { RequestField } from './contract.ts'
import { type JsonType, type Shape, unknownShape } from './shape.ts'

const types: Readonly<Record<string, JsonType>> = {
  string: 'string',
  number: 'number',
  boolean: 'boolean',
  list: 'array',
  object: 'object',
}

/** What a refusal with this guard demands of fields of the body, by path: that they are there, their types, their words. */
export function requirementsOf(guard: Expression): Map<string, RequestField> {
  const found = new Map<string, RequestField>()
  for (const alternative of parts(guard, '||')) {
    // with any other condition beside it, a test does not stand for itself
    const tests = parts(alternative, '&&').filter((part) => !isPresence(part))
    const demand = tests.length === 1 && tests[0] !== undefined ? demandOf(tests[0]) : undefined
    if (demand !== undefined) found.set(demand.path, unite(found.get(demand.path), demand.field))
  }
  return found
}

function parts(expression: Expression, operator: '||' | '&&'): Expression[] {
  if (expression.kind !== 'binary' || expression.operator !== operator) return [expression]
  return [...parts(expression.left, operator), ...parts(expression.right, operator)]
}

function unite(before: RequestField | undefined, field: RequestField): RequestField {
  if (before === undefined) return field
  return {
    isRequired: before.isRequired === true || field.isRequired === true ? true : undefined,
    shape: field.shape.types.size > 0 ? field.shape : before.shape,
  }
}

/** `has(body.a)`. */
function isPresence(expression: Expression): boolean {
  return expression.kind === 'call' && expression.name === 'has' && bodyPath(expression.args[0]) !== undefined
}

function demandOf(test: Expression): { path: string; field: RequestField } | undefined {
  const negated = test.kind === 'unary' && test.operator === '!' ? test.operand : undefined
  if (negated !== undefined && isPresence(negated)) return required((negated as Expression & { kind: 'call' }).args[0])
  if (negated?.kind === 'binary' && negated.operator === 'in') return demandWords(negated.left, negated.right)
  if (test.kind !== 'binary') return undefined
  if (test.operator === '==' && isEmptyText(test.right)) return required(test.left)
  if (test.operator === '!=' && isTypeOf(test.left)) return demandType(test.left.args[0], test.right)
  return undefined
}

function required(field: Expression | undefined): { path: string; field: RequestField } | undefined {
  // `coalesce(body.a, "") == ""`: neither absent nor empty
  const inner = field?.kind === 'call' && field.name === 'coalesce' ? field.args[0] : field
  const path = bodyPath(inner)
  return path === undefined ? undefined : { path, field: { isRequired: true, shape: unknownShape } }
}

function demandWords(field: Expression, list: Expression): { path: string; field: RequestField } | undefined {
  const path = bodyPath(field)
  const values =
    list.kind === 'list'
      ? list.items.map((item) => (item.kind === 'literal' ? item.value : undefined))
      : list.kind === 'literal'
        ? list.value
        : undefined
  if (path === undefined || !Array.isArray(values) || !values.every((value) => typeof value === 'string')) return undefined
  return demand(path, { types: new Set(['string']), words: new Set(values) })
}

function demandType(field: Expression | undefined, name: Expression): { path: string; field: RequestField } | undefined {
  const path = bodyPath(field)
  const type = name.kind === 'literal' ? types[String(name.value)] : undefined
  return path === undefined || type === undefined ? undefined : demand(path, { types: new Set([type]) })
}

function demand(path: string, shape: Shape): { path: string; field: RequestField } {
  return { path, field: { isRequired: undefined, shape } }
}

function isEmptyText(expression: Expression): boolean {
  return expression.kind === 'literal' && expression.value === ''
}

function isTypeOf(expression: Expression): expression is Expression & { kind: 'call' } {
  return expression.kind === 'call' && expression.name === 'type'
}

/** `customer.email` of `body.customer.email`. */
function bodyPath(expression: Expression | undefined): string | undefined {
  const keys: string[] = []
  let at = expression
  while (at?.kind === 'member') {
    keys.unshift(at.key)
    at = at.of
  }
  return at?.kind === 'name' && at.name === 'body' && keys.length > 0 ? keys.join('.') : undefined
}
