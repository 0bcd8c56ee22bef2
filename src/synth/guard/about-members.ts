import { isList, isObject, printMember, type Value } from '#lang'
import { isScalar, keyNames } from '../collection/collection-draft.ts'
import type { ExplainContext } from '../explain/explanation-context.ts'
import type { Scope } from '../explain/scope.ts'
import { someScalar, subjectText } from './entity-lookup.ts'
import type { Predicate, Variable } from './predicate.ts'

/** Tests on whether what a request names is in a list of the entity that its path names: a label on a ticket, a member of a team. */
export function aboutMembers(variables: readonly Variable[], scopes: readonly Scope[], context: ExplainContext): Predicate[] {
  const named = variables.filter(({ text, values, isItem }) => /^(path|body)/.test(text) && !isItem && someScalar(values))
  return context.scopes.timeline.collections.flatMap((collection) => {
    const own = subjectText(collection, scopes)
    if (own === undefined) return []
    return listsOf(scopes.map((scope) => context.scopes.evaluate(own, scope))).flatMap(({ field, key }) =>
      named
        .filter(({ text }) => !own.includes(text))
        .flatMap((variable) => tests(`${own}${printMember(field)}`, key, variable))
        .filter(({ text }) => tellsApart(text, scopes, context)),
    )
  })
}

/** The lists of entities, with the name of the key where their items are maps. */
function listsOf(entities: readonly Value[]): { field: string; key: string | undefined }[] {
  const items = new Map<string, Value>()
  for (const entity of entities)
    for (const [field, value] of Object.entries(isObject(entity) ? entity : {}))
      if (isList(value) && value.length > 0) items.set(field, value[0])
  return [...items].flatMap(([field, item]): { field: string; key: string | undefined }[] => {
    if (isScalar(item)) return [{ field, key: undefined }]
    const key = isObject(item) ? keyNames.find((name) => isScalar(item[name])) : undefined
    return key === undefined ? [] : [{ field, key }]
  })
}

function tests(list: string, key: string | undefined, { text, field }: Variable): Predicate[] {
  const held = `${list}.exists(e, string(e${key === undefined ? '' : printMember(key)}) == string(${text}))`
  const fields = [field]
  return [
    { text: held, cost: 3.4, kind: 'unique', fields },
    { text: `!${held}`, cost: 3.4, kind: 'reference', fields },
  ]
}

function tellsApart(text: string, scopes: readonly Scope[], context: ExplainContext): boolean {
  const holds = scopes.map((scope) => context.scopes.evaluate(text, scope) === true)
  return holds.includes(true) && holds.includes(false)
}
