import { type Expression, parseExpression, printExpression, printLiteral, printMember } from '#lang'

/** Texts of expressions of the model. */

export function at(root: string, path: readonly string[]): string {
  return root + path.map(printMember).join('')
}

export function text(value: string): string {
  return printLiteral(value)
}

export function either(tests: readonly string[]): string {
  return tests.length === 1 ? (tests[0] as string) : tests.map((test) => `(${test})`).join(' || ')
}

export function both(...tests: readonly string[]): string {
  return tests.length === 1 ? (tests[0] as string) : tests.map((test) => `(${test})`).join(' && ')
}

/** Neither absent, nor null, nor an empty text. */
export function isMissing(value: string): string {
  return `!has(${value}) || ${value} == null || ${value} == ""`
}

/** The same expression without brackets that it does not need. */
export function tidy(expression: string): string {
  return printExpression(parseExpression(expression))
}

/** An expression with another one in place of a name. Throws `ExpressionSyntaxError`. */
export function replaceName(expression: string, name: string, by: string): string {
  const other = parseExpression(by)
  const replace = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(replace)
    if (typeof node !== 'object' || node === null) return node
    const { kind, name: own } = node as { kind?: unknown; name?: unknown }
    if (kind === 'name' && own === name) return other
    return Object.fromEntries(Object.entries(node).map(([key, item]) => [key, replace(item)]))
  }
  return printExpression(replace(parseExpression(expression)) as Expression)
}
