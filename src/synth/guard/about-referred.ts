import type { Json } from '#base'
import { isObject, printLiteral, printMember } from '#lang'
import type { CollectionDraft } from '../collection/collection-draft.ts'
import type { ExplainContext } from '../explain/explanation-context.ts'
import type { Scope } from '../explain/scope.ts'
import { isLabel } from './about-value.ts'
import type { Predicate, Variable } from './predicate.ts'

const labelsMax = 4

/**
 * Tests on entities that arguments of a GraphQL field refer to: what is sent against what they have (more than there is in stock), and the
 * state that they are in.
 */
export function aboutReferred(variables: readonly Variable[], scopes: readonly Scope[], context: ExplainContext): Predicate[] {
  const route = scopes[0]?.call.route
  if (!route || !scopes[0]?.call.field) return []
  const subjects = new Set((route.subjects ?? []).map(({ collection }) => collection))
  return context.scopes.timeline.collections.flatMap((collection) => {
    if (subjects.has(collection))
      return aboutNumbers(route.subjects?.find((subject) => subject.collection === collection)?.text ?? '', variables, scopes, context)
    const links = collection.graph?.links.get(route) ?? []
    return links.flatMap(({ text }) => {
      if (text === undefined) return []
      const entity = `find(${JSON.stringify(collection.name)}, ${text})`
      const parents = parentsOf(collection, context).map(
        ({ parent, by }) => `find(${JSON.stringify(parent.name)}, ${entity}${printMember(by)})`,
      )
      return [
        ...aboutNumbers(entity, variables, scopes, context),
        ...[entity, ...parents].flatMap((each) => aboutLabels(each, scopes, context)),
      ]
    })
  })
}

/** The kinds of entities whose members these are, with the field that holds their key. */
function parentsOf(collection: CollectionDraft, context: ExplainContext): { parent: CollectionDraft; by: string }[] {
  return context.scopes.timeline.collections.flatMap((parent) =>
    Object.values(parent.relations ?? {}).flatMap(({ collection: name, by }) =>
      name === collection.name && by !== undefined ? [{ parent, by }] : [],
    ),
  )
}

function fieldValues(entity: string, scopes: readonly Scope[], context: ExplainContext): Map<string, Json[]> {
  const fields = new Map<string, Json[]>()
  for (const scope of scopes) {
    const value = context.scopes.evaluate(entity, scope)
    if (!isObject(value)) continue
    for (const [field, item] of Object.entries(value)) fields.set(field, [...(fields.get(field) ?? []), item])
  }
  return fields
}

/** A number that is sent against one that the entity has. */
function aboutNumbers(entity: string, variables: readonly Variable[], scopes: readonly Scope[], context: ExplainContext): Predicate[] {
  const sent = variables.filter(
    ({ isItem, values, text }) => !isItem && text.startsWith('body') && values.some((value) => typeof value === 'number'),
  )
  if (sent.length === 0) return []
  return [...fieldValues(entity, scopes, context)].flatMap(([field, values]) =>
    values.some((value) => typeof value === 'number')
      ? sent.flatMap((variable) => {
          const own = `${entity}${printMember(field)}`
          const fields = [variable.field, field]
          return [
            { text: `${variable.text} > ${own}`, cost: 4.4, kind: 'pair' as const, fields },
            { text: `${variable.text} < ${own}`, cost: 4.6, kind: 'pair' as const, fields },
            { text: `${own} <= 0`, cost: 4.8, kind: 'range' as const, fields: [field] },
          ]
        })
      : [],
  )
}

function aboutLabels(entity: string, scopes: readonly Scope[], context: ExplainContext): Predicate[] {
  return [...fieldValues(entity, scopes, context)].flatMap(([field, values]) => {
    const labels = [...new Set(values.filter(isLabel))]
    // Keys are no states.
    if (field.startsWith('in_') || labels.some((label) => /^\d*$/.test(String(label)))) return []
    if (labels.length < 2 || labels.length > labelsMax || labels.some((label) => typeof label === 'number')) return []
    const own = `${entity}${printMember(field)}`
    return labels.flatMap((label) => [
      { text: `${own} == ${printLiteral(label)}`, cost: 4.8, kind: 'state' as const, fields: [field] },
      { text: `has(${entity}) && ${own} != ${printLiteral(label)}`, cost: 5, kind: 'state' as const, fields: [field] },
    ])
  })
}
