import { isAggregateName, isList, isObject, parseExpression, printMember } from '#lang'
import { gives } from '../explain/explain-moment.ts'
import type { Explanation, Observation } from '../explain/explanation.ts'
import type { ExplainContext } from '../explain/explanation-context.ts'

/** Rows that must be right of all in which aggregates were asked for. */
const shareMin = 0.5

/**
 * A list in whose place a client may ask for aggregates: `aggregate[sum]=price&groupBy=status`. The names of the functions are known, the
 * names of the parameters are learned. `page` is bound to the list, `explainRest` explains it where it is shown itself.
 */
export function explainAggregates(
  page: string,
  observations: readonly Observation[],
  context: ExplainContext,
  explainRest: (rest: readonly Observation[]) => Explanation,
): Explanation {
  const prefix = aggregatePrefix(observations)
  if (prefix === undefined) return explainRest(observations)
  const asked = observations.filter((observation) => asksFor(prefix, observation))
  const groups = groupParameter(prefix, asked)
  const group = groups === undefined ? 'absent' : `coalesce(query${printMember(groups)}, brackets(query, ${JSON.stringify(groups)}))`
  const text = `aggregate(${page}.items, brackets(query, ${JSON.stringify(prefix)}), ${group})`
  const hits = asked.filter((observation) => gives(text, observation, context)).length
  if (hits < asked.length * shareMin) return explainRest(observations)
  const rest = explainRest(observations.filter((observation) => !asked.includes(observation)))
  const test = parseExpression(`has(brackets(query, ${JSON.stringify(prefix)}))`)
  return {
    template: { kind: 'if', test, then: { kind: 'expression', expression: parseExpression(text) }, else: rest.template },
    hits: rest.hits + hits,
    of: rest.of + asked.length,
  }
}

/** The name before the brackets with the name of a function. */
export function aggregatePrefix(observations: readonly Pick<Observation, 'scope'>[]): string | undefined {
  const names = observations.flatMap(({ scope }) => Object.keys(scope.environment.query))
  return names.map(readPrefix).find((prefix) => prefix !== undefined)
}

function readPrefix(name: string): string | undefined {
  const [, prefix, inner = ''] = /^(\w+)\[(\w+)\]/.exec(name) ?? []
  return isAggregateName(inner) ? prefix : undefined
}

function asksFor(prefix: string, { scope }: Observation): boolean {
  return Object.keys(scope.environment.query).some((name) => readPrefix(name) === prefix)
}

/** The parameter whose values are keys of all the rows. */
function groupParameter(prefix: string, asked: readonly Observation[]): string | undefined {
  const names = new Set(asked.flatMap(({ scope }) => Object.keys(scope.environment.query)).filter((name) => readPrefix(name) !== prefix))
  const bare = [...names].find((name) =>
    asked.every(({ scope, target }) => {
      const value = scope.environment.query[name]
      if (typeof value !== 'string' || !isList(target)) return value === undefined
      return target.every((row) => isObject(row) && value.split(',').every((field) => Object.hasOwn(row, field)))
    }),
  )
  return bare?.replace(/\[\d*\]$/, '')
}
