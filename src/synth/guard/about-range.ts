import { isObject, printMember, readRange } from '#lang'
import type { ExplainContext } from '../explain/explanation-context.ts'
import type { Scope } from '../explain/scope.ts'
import { rangeText } from '../query/parameters.ts'
import { subjectText } from './entity-lookup.ts'
import type { Predicate } from './predicate.ts'

/** Tests of what a `Range` header asks for: whether it can be read, and whether it begins behind the end of a text of the entity. */
export function aboutRange(scopes: readonly Scope[], context: ExplainContext): Predicate[] {
  if (!scopes.some(({ environment }) => isObject(readRange(environment.header.range)))) return []
  const behind = context.scopes.timeline.collections.flatMap((collection): Predicate[] => {
    const subject = subjectText(collection, scopes)
    if (subject === undefined) return []
    const entities = scopes.map((scope) => context.scopes.evaluate(subject, scope)).filter(isObject)
    const fields = new Set(entities.flatMap((entity) => Object.keys(entity).filter((field) => typeof entity[field] === 'string')))
    return [...fields].map((field) => ({
      text: `${rangeText}.start > 0 && ${rangeText}.start >= bytes(${subject}${printMember(field)})`,
      cost: 4,
      kind: 'page',
      fields: [],
    }))
  })
  return [{ text: `has(${rangeText})`, cost: 2.4, kind: 'given', fields: ['range'] }, ...behind]
}
