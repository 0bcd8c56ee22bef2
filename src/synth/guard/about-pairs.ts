import { parseTime } from '#lang'
import type { Predicate, Variable } from './predicate.ts'

const pairedMax = 12

/** Comparisons between two moments or two numbers of one map. */
export function aboutPairs(variables: readonly Variable[]): Predicate[] {
  const holders = new Map<string, Variable[]>()
  for (const variable of variables) {
    if (!variable.isItem && !/^(body|query)/.test(variable.text)) continue
    const key = variable.isItem ? variable.holder + variable.text.slice(0, variable.text.lastIndexOf('.')) : variable.holder
    holders.set(key, [...(holders.get(key) ?? []), variable])
  }
  return [...holders.values()].flatMap(pairsOf)
}

function pairsOf(variables: readonly Variable[]): Predicate[] {
  const times = variables
    .filter(({ values }) => values.some((value) => typeof value === 'string' && parseTime(value) !== undefined))
    .slice(0, pairedMax)
  const numbers = variables.filter(({ values }) => values.some((value) => typeof value === 'number')).slice(0, pairedMax)
  return [
    ...ordered(times, (a, b, operator) => `moment(${a}) ${operator} moment(${b})`, 3.8),
    ...ordered(numbers, (a, b, operator) => `${a} ${operator} ${b}`, 4.8),
  ]
}

function ordered(variables: readonly Variable[], print: (a: string, b: string, operator: string) => string, cost: number): Predicate[] {
  return variables.flatMap((a) =>
    variables
      .filter((b) => a !== b)
      .flatMap((b) => {
        const fields = [a.field, b.field]
        return [
          { text: a.wrap(print(a.text, b.text, '<')), cost, kind: 'pair' as const, fields },
          { text: a.wrap(print(a.text, b.text, '<=')), cost: cost + 0.2, kind: 'pair' as const, fields },
        ]
      }),
  )
}
