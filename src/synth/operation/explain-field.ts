import { isList, printMember, printTemplate } from '#lang'
import { explainValue } from '../explain/explain-value.ts'
import type { Explanation } from '../explain/explanation.ts'
import type { Scope } from '../explain/scope.ts'
import { explainCounter } from './explain-counter.ts'
import type { Change, LearnContext } from './operation-draft.ts'

const surestMin = 3

/**
 * The new value of a field. What is made of the old one, as a balance is, or a list that something comes into, is told only by changes of which
 * both are sure: they are asked where all together come to nothing.
 */
export function explainField(
  changes: readonly Change[],
  scopes: readonly Scope[],
  path: readonly [collection: string, field: string],
  context: LearnContext,
): Explanation {
  const [, field] = path
  const counter = explainCounter(changes, field)
  if (counter) return counter
  const cells = changes.map(({ after, unknown, unsure }, at) => ({
    scope: scopes[at] as Scope,
    target: after[field],
    isSure: !unknown.has(field),
    isSurest: !unknown.has(field) && !unsure.has(field),
  }))
  const sure = cells.filter(({ isSure }) => isSure)
  const surest = sure.filter(({ isSurest }) => isSurest)
  const explained = explainValue(sure.length > 0 ? sure : cells, context, { path })
  const mayGrow = surest.every(({ target }) => typeof target === 'number') || surest.every(({ target }) => isList(target))
  if (explained.hits === explained.of || !mayGrow || surest.length < surestMin || surest.length === sure.length) return explained
  const made = explainValue(surest, { ...context, evidence: undefined }, { path })
  const isMadeOfOld = JSON.stringify(printTemplate(made.template)).includes(`self${printMember(field)}`)
  return made.hits === made.of && isMadeOfOld ? explainValue(surest, context, { path }) : explained
}
