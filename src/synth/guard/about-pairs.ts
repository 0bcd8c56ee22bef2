import { parseTime, type Value } from '#lang'
import type { Predicate, Variable } from './predicate.ts'

const pairedMax = 12

/** Comparisons between two moments or two numbers of one map, and of texts that a request says twice. */
export function aboutPairs(variables: readonly Variable[]): Predicate[] {
  return [...ofHolders(variables), ...aboutRepeats(variables)]
}

/** Shorter texts are the same by chance. */
const repeatedLength = 3

/** Whether two texts of a request are the same where some are: `from` and `to`, a password and its confirmation. */
function aboutRepeats(variables: readonly Variable[]): Predicate[] {
  const sent = variables
    .filter(({ text, isItem, values }) => !isItem && /^(path|body|query)\b/.test(text) && values.some(isTelling))
    .slice(0, pairedMax)
  return sent.flatMap((a, at) =>
    sent.slice(at + 1).flatMap((b): Predicate[] => {
      const isRepeated = a.values.some((value, place) => isTelling(value) && value === b.values[place])
      if (!isRepeated || (a.text.startsWith('path') && b.text.startsWith('path'))) return []
      const fields = [a.field, b.field]
      return [
        { text: `has(${a.text}) && ${a.text} == ${b.text}`, cost: 3, kind: 'pair', fields },
        { text: `has(${a.text}) && has(${b.text}) && ${a.text} != ${b.text}`, cost: 3.4, kind: 'pair', fields },
      ]
    }),
  )
}

function isTelling(value: Value): boolean {
  return typeof value === 'string' && value.length >= repeatedLength
}

function ofHolders(variables: readonly Variable[]): Predicate[] {
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
