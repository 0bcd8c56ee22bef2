import {
  type CompileContext,
  compileExpression,
  type Environment,
  type Expression,
  parseExpression,
  printExpression,
  type Value,
} from '#lang'

/** A test and what came of it. */
export interface ExplainedTest {
  readonly test: string
  readonly held: boolean
  /** Its parts, where it is several tests in one. */
  readonly parts?: readonly ExplainedTest[]
  /** Of one with parts: whether all of them must hold; else one is enough. */
  readonly isAll?: boolean
  /** What was compared, where the two sides are not too long to read. */
  readonly left?: Value
  readonly right?: Value
}

const joining = new Set(['&&', '||'])
const comparing = new Set(['==', '!=', '<', '<=', '>', '>=', 'in'])
/** A side of a comparison whose JSON is longer says little. */
const sideLengthMax = 200

/** Evaluates a test part by part. Throws `ExpressionNameError` for names that there are not. */
export function explainTest(text: string, environment: Environment, context: CompileContext): ExplainedTest {
  return explain(parseExpression(text), environment, context)
}

function explain(expression: Expression, environment: Environment, context: CompileContext): ExplainedTest {
  const evaluate = (part: Expression) => compileExpression(part, context)(environment)
  const whole = { test: printExpression(expression), held: evaluate(expression) === true }
  if (expression.kind !== 'binary') return whole
  if (joining.has(expression.operator)) {
    const parts = sidesOf(expression, expression.operator).map((part) => explain(part, environment, context))
    return { ...whole, parts, isAll: expression.operator === '&&' }
  }
  if (!comparing.has(expression.operator)) return whole
  return {
    ...whole,
    ...shown('left', expression.left, evaluate(expression.left)),
    ...shown('right', expression.right, evaluate(expression.right)),
  }
}

/** `a && b && c` as its three parts. */
function sidesOf(expression: Expression, operator: string): Expression[] {
  if (expression.kind !== 'binary' || expression.operator !== operator) return [expression]
  return [...sidesOf(expression.left, operator), ...sidesOf(expression.right, operator)]
}

/** The value of a side, unless it stands in the test as it is. */
function shown(side: 'left' | 'right', expression: Expression, value: Value): { left?: Value; right?: Value } {
  if (expression.kind === 'literal' || value === undefined) return {}
  const text = JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? String(item) : item))
  return text.length > sideLengthMax ? {} : { [side]: value }
}
