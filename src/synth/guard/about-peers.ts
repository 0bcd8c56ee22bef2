import { isObject, printMember } from '#lang'
import { isScalar } from '../collection/collection-draft.ts'
import type { ExplainContext } from '../explain/explanation-context.ts'
import type { Scope } from '../explain/scope.ts'
import { isReference } from './about-entities.ts'
import { lookupText, someScalar, subjectText } from './entity-lookup.ts'
import type { Predicate, Variable } from './predicate.ts'

const fieldsMax = 12

/**
 * Tests on two entities of one kind that a request names, one in its path and one in its body: whether both belong to the same third (`project`,
 * `account`), and whether one is a part of the other (`parent`).
 */
export function aboutPeers(variables: readonly Variable[], scopes: readonly Scope[], context: ExplainContext): Predicate[] {
  return context.scopes.timeline.collections.flatMap((collection) => {
    const own = subjectText(collection, scopes)
    if (own === undefined) return []
    return variables.flatMap((variable) => {
      const { text, field, values, isItem } = variable
      if (
        isItem ||
        !/^(body|query)/.test(text) ||
        !someScalar(values) ||
        !isReference(variable, collection, scopes, context.scopes.timeline)
      )
        return []
      const lookup = lookupText(collection, text, field, scopes)
      return lookup === undefined ? [] : comparePeers(own, `find(${lookup})`, scopes, context)
    })
  })
}

function comparePeers(own: string, other: string, scopes: readonly Scope[], context: ExplainContext): Predicate[] {
  const paths = new Map<string, string>()
  let hasId = false
  for (const scope of scopes) {
    for (const entity of [context.scopes.evaluate(own, scope), context.scopes.evaluate(other, scope)].filter(isObject)) {
      hasId ||= isScalar(entity.id)
      for (const [path, field] of referencePaths(entity)) paths.set(path, field)
    }
  }
  const both = `exists${own.slice('find'.length)} && exists${other.slice('find'.length)}`
  return [...paths].slice(0, fieldsMax).flatMap(([path, field]): Predicate[] => {
    const shared = { kind: 'pair', fields: [field] } as const
    const cost = /^parent/i.test(field) ? 3.9 : 4.8
    return [
      { ...shared, text: `${both} && coalesce(${own}${path}, null) != coalesce(${other}${path}, null)`, cost: 3.8 },
      ...(hasId
        ? [
            { ...shared, text: `${both} && ${other}${path} == ${own}.id`, cost },
            { ...shared, text: `${both} && ${own}${path} == ${other}.id`, cost },
          ]
        : []),
    ]
  })
}

/** Where an entity holds the key of another one: `.project.id`, `.project_id`. */
function referencePaths(entity: object): [path: string, field: string][] {
  return Object.entries(entity).flatMap(([field, value]): [string, string][] => {
    if (isObject(value) && isScalar(value.id)) return [[`${printMember(field)}.id`, field]]
    return /(_id|Id)$/.test(field) && isScalar(value) ? [[printMember(field), field.replace(/_?(id|Id)$/, '')]] : []
  })
}
