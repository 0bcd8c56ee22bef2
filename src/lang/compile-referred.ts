import type { Evaluate } from './compile-expression.ts'
import type { Expression } from './expression.ts'
import { ExpressionNameError } from './expression-name-error.ts'
import { referredEntities } from './referred.ts'

/**
 * `referred(entities, names, "type", {"people": "person"}, "kept")`: the field that says the kind, and the collections by kind, are written out.
 * `known` gives the name of a collection back, and throws where there is none of it.
 */
export function compileReferred(args: readonly Expression[], evaluates: readonly Evaluate[], known: (name: string) => string): Evaluate {
  const [, , field, map, order] = args
  if (field?.kind !== 'literal' || typeof field.value !== 'string' || map?.kind !== 'map')
    throw new ExpressionNameError('referred needs the field that says the kind, and a map of kinds to collections')
  const collections = map.entries.map(([kind, name]) => {
    if (name.kind !== 'literal' || typeof name.value !== 'string')
      throw new ExpressionNameError('referred: a collection is named in quotes')
    return [kind, known(name.value)] as const
  })
  const kinds = { field: field.value, collections: Object.fromEntries(collections) }
  const isKept = order?.kind === 'literal' && order.value === 'kept'
  return (environment) => referredEntities(evaluates[0]?.(environment), evaluates[1]?.(environment), kinds, isKept, environment.world)
}
