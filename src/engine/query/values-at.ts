import type { JsonObject } from '#base'
import { type CompileContext, type Environment, isList, isObject, relatedEntities, type Value } from '#lang'

const none: readonly string[] = []

/** The values at a path: through lists, and through relations to entities of other collections. */
export function valuesAt(
  entity: JsonObject,
  path: readonly string[],
  collection: string | undefined,
  context: CompileContext,
  environment: Environment,
): readonly Value[] {
  const key = path[0]
  if (key === undefined) return [entity]
  const rest = path.length === 1 ? none : path.slice(1)
  const relation = collection === undefined ? undefined : context.relations?.(collection)[key]
  if (relation && (rest.length > 0 || relation.by !== undefined)) {
    const others = relatedEntities(entity, key, relation, environment.world)
    if (rest.length === 0) return others.map((other) => other[relation.otherKey])
    return others.flatMap((other) => valuesAt(other, rest, relation.collection, context, environment))
  }
  const value = Object.hasOwn(entity, key) ? entity[key] : undefined
  if (value === undefined) return collection === undefined ? [] : withinEnvelope(entity, path, context, environment)
  if (rest.length === 0) return isList(value) ? [value, ...value] : [value]
  if (isObject(value)) return valuesAt(value, rest, undefined, context, environment)
  return isList(value) ? value.filter(isObject).flatMap((item) => valuesAt(item, rest, undefined, context, environment)) : []
}

/** The values at a path within the one part of an entity that has them: `price` of `{"id": …, "attributes": {"price": …}}`, as JSON:API writes it. */
function withinEnvelope(entity: JsonObject, path: readonly string[], context: CompileContext, environment: Environment): readonly Value[] {
  const [holder, ...others] = Object.values(entity).filter((part) => isObject(part) && Object.hasOwn(part, path[0] ?? ''))
  return isObject(holder) && others.length === 0 ? valuesAt(holder, path, undefined, context, environment) : []
}
