import { isObject, printMember } from '#lang'
import { keyRank } from '../collection/collection-draft.ts'
import type { ExplainContext } from '../explain/explanation-context.ts'
import { isDecimal } from '../explain/operands.ts'
import type { Scope } from '../explain/scope.ts'
import { namedBy } from './about-subject.ts'
import { asNumber } from './as-number.ts'
import { subjectText } from './entity-lookup.ts'
import { about, type Predicate, type Variable } from './predicate.ts'

const saidMax = 12
const fieldsMax = 8

/** Tests against the limits that refusals name: `must be at least 18`, `at most 20 characters`. */
export function aboutSaidLimits(variable: Variable, said: readonly number[]): Predicate[] {
  const { text, values } = variable
  const { text: amount, numbers } = asNumber(variable)
  const lengths = values.flatMap((value) => (typeof value === 'string' ? [value.length] : []))
  return said
    .slice(0, saidMax)
    .flatMap((limit) => [
      ...(isBetween(limit, numbers)
        ? ['<', '<=', '>', '>='].map((operator) => about(variable, `${amount} ${operator} ${limit}`, 3.4, 'range'))
        : []),
      ...(Number.isInteger(limit) && isBetween(limit, lengths)
        ? ['<', '>'].map((operator) => about(variable, `size(${text}) ${operator} ${limit}`, 3.4, 'length'))
        : []),
    ])
}

function isBetween(limit: number, values: readonly number[]): boolean {
  return values.some((value) => value <= limit) && values.some((value) => value >= limit)
}

/** Tests of a number in the request against numbers of the entities that it names: more than the balance, than what is left. */
export function aboutAmounts(variables: readonly Variable[], scopes: readonly Scope[], context: ExplainContext): Predicate[] {
  const amounts = variables
    .filter((variable) => variable.text.startsWith('body') && !variable.isItem && asNumber(variable).numbers.length > 0)
    .map((variable) => ({ ...variable, text: asNumber(variable).text }))
  if (amounts.length === 0) return []
  return context.scopes.timeline.collections.flatMap((collection) => {
    const named = subjectText(collection, scopes)
    // What arguments of GraphQL refer to is looked at elsewhere.
    const others = scopes[0]?.call.field
      ? []
      : variables.flatMap((variable) => (variable.isItem ? [] : namedBy(variable, collection, scopes, context)))
    const subjects = new Set(named === undefined ? others : [named, ...others])
    return [...subjects].flatMap((subject) => againstFields(amounts, subject, scopes, context))
  })
}

function againstFields(amounts: readonly Variable[], subject: string, scopes: readonly Scope[], context: ExplainContext): Predicate[] {
  const fields = numericFields(subject, scopes, context)
  const limits = [...fields, ...fields.flatMap((a) => fields.filter((b) => b !== a).map((b) => `${a} - ${b}`))]
  return amounts.flatMap(({ text, field }) =>
    limits.flatMap((limit, at) =>
      ['>', '>='].map((operator): Predicate => {
        const cost = (at < fields.length ? 4 : 5) + (operator === '>' ? 0 : 0.3)
        return { text: `${text} ${operator} ${limit}`, cost, kind: 'state', fields: [field] }
      }),
    ),
  )
}

/** The numbers of an entity as expressions, also those that are written as texts. */
function numericFields(subject: string, scopes: readonly Scope[], context: ExplainContext): string[] {
  const fields = new Set<string>()
  for (const scope of scopes) {
    const entity = context.scopes.evaluate(subject, scope)
    if (!isObject(entity)) continue
    for (const [field, value] of Object.entries(entity)) {
      const text = subject + printMember(field)
      if (keyRank(field) >= 50 && (typeof value === 'number' || isDecimal(value))) fields.add(isDecimal(value) ? `number(${text})` : text)
    }
  }
  return [...fields].slice(0, fieldsMax)
}
