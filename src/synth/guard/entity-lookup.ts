import { type JsonObject, memoize } from '#base'
import { isObject, printMember, type Value } from '#lang'
import type { Route } from '../call.ts'
import { type CollectionDraft, isScalar, keyFields } from '../collection/collection-draft.ts'
import type { ExplainContext } from '../explain/explanation-context.ts'
import type { Scope } from '../explain/scope.ts'

/** The arguments of `find` for a value: parents from the path come first. Undefined where the path does not name them. */
export function lookupText(collection: CollectionDraft, text: string, field: string, scopes: readonly Scope[]): string | undefined {
  const segments = scopes[0]?.call.route.segments ?? []
  const parents = collection.parents.map((space) => segments.find((segment) => segment.space === space)?.parameter)
  if (parents.includes(undefined)) return undefined
  // A path parameter names an entity of its own place only.
  if (text.startsWith('path') && ownParameter(collection, scopes) !== field) return undefined
  return [JSON.stringify(collection.name), ...parents.map((name) => `path${printMember(name ?? '')}`), text].join(', ')
}

/** Name of the path parameter that stands for entities of a collection. */
export function ownParameter(collection: CollectionDraft, scopes: readonly Scope[]): string | undefined {
  return scopes[0]?.call.route.segments.find((segment) => segment.space !== undefined && segment.space === collection.space)?.parameter
}

/** `find(…)` of the entity that the path names. */
export function subjectText(collection: CollectionDraft, scopes: readonly Scope[]): string | undefined {
  const route = scopes[0]?.call.route
  const found = route?.subjects?.find((subject) => subject.collection === collection)
  return found ? found.text : route && namedText(collection, route)
}

/** `find(…)` of the entity that a path of the route names. */
export function namedText(collection: CollectionDraft, route: Route): string | undefined {
  const key = namedKey(collection, route)
  return key && `find(${[JSON.stringify(collection.name), ...key].join(', ')})`
}

/** The key of the entity that a path of the route names, its parents first. */
export function namedKey(collection: CollectionDraft, { segments }: Route): string[] | undefined {
  if (collection.space === undefined) return undefined
  const names = [...collection.parents, collection.space].map((space) => segments.find((segment) => segment.space === space)?.parameter)
  return names.every((name) => name !== undefined) ? names.map((name) => `path${printMember(name)}`) : undefined
}

/** `find(…)` of the entity whose key a write brings in its body: as the body itself or in the field that holds keys. */
export function namedSubjectText(collection: CollectionDraft, scopes: readonly Scope[], context: ExplainContext): string | undefined {
  const route = scopes[0]?.call.route
  if (route === undefined || route.method === 'GET') return undefined
  for (const text of ['body', ...keyFields(collection).map((field) => `body${printMember(field)}`)]) {
    const lookup = lookupText(collection, text, '', scopes)
    if (lookup === undefined) continue
    const found = scopes.filter((scope) => {
      const key = context.scopes.evaluate(text, scope)
      return isScalar(key) && String(key).length >= surpriseMin && context.scopes.evaluate(`exists(${lookup})`, scope) === true
    })
    if (found.length > 0) return `find(${lookup})`
  }
  return undefined
}

/** Shorter keys meet by chance. */
const surpriseMin = 6

/** `projectId`, `project_id` and `project` are `project`. */
const stemOf = memoize((field) =>
  field
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/^_+/, '')
    .replace(/_?ids?$/, ''),
)

/** Where entities hold what a request calls `field`: `field` itself, or the id of the thing that it refers to (`user.id` for `user_id`). */
export function entityPaths(collection: CollectionDraft, field: string, scopes: readonly Scope[]): string[] {
  const paths = new Set<string>()
  const stem = stemOf(field)
  for (const list of listsSeen(collection.name, scopes)) {
    for (const entity of list.slice(0, 3)) {
      if (Object.hasOwn(entity, field) && isScalar(entity[field])) paths.add(printMember(field))
      if (stem === '' || stem === field) continue
      for (const [name, value] of Object.entries(entity)) {
        if (name === field || stemOf(name) !== stem) continue
        if (isScalar(value)) paths.add(printMember(name))
        else if (isObject(value) && isScalar(value.id)) paths.add(`${printMember(name)}.id`)
      }
    }
    if (paths.size > 0) break
  }
  return [...paths]
}

/** Tests about each value that was sent ask the same scopes for the same lists. */
const seen = new WeakMap<readonly Scope[], Map<string, ReadonlySet<readonly JsonObject[]>>>()

/** The lists of a collection that scopes see: where nothing changed meanwhile it is the same. */
function listsSeen(collection: string, scopes: readonly Scope[]): ReadonlySet<readonly JsonObject[]> {
  const known = seen.get(scopes) ?? new Map<string, ReadonlySet<readonly JsonObject[]>>()
  seen.set(scopes, known)
  const lists = known.get(collection) ?? new Set(scopes.map(({ environment }) => environment.world.list(collection)))
  known.set(collection, lists)
  return lists
}

/** Whether the answers of the route show entities of a collection at their root. */
export function isHome(collection: CollectionDraft, scopes: readonly Scope[]): boolean {
  const route = scopes[0]?.call.route
  return collection.sites.some(({ site }) => site.route === route)
}

export function someScalar(values: readonly Value[]): boolean {
  return values.some(isScalar)
}
