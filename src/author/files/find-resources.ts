import { isList } from '#lang'
import type { EntityRules } from './author-schema.ts'
import type { ReadRoute } from './read-route.ts'
import type { Reference, Resource } from './resource.ts'
import { type Shape, shapeAt, walkShape } from './shape.ts'
import { isSameName, plain, wordsOf } from './words.ts'

/** What the routes and rules tell of each entity. `names` are all that there are. */
export function findResources(
  names: readonly string[],
  routes: readonly ReadRoute[],
  rules: Readonly<Record<string, EntityRules>>,
): ReadonlyMap<string, Resource> {
  const keys = new Map(names.map((name) => [name, findKey(name, routes, rules[name])] as const))
  return new Map(
    names.map((name) => {
      const own = routes.filter(({ subject }) => subject.entity === name)
      const item = own.find(({ subject }) => subject.scope === 'item')?.subject
      const given = own.find(({ source, request }) => source.method === 'POST' && request !== undefined)?.request
      const shown = own
        .flatMap(({ subject, source, response }) => (subject.scope === 'item' || source.method === 'POST' ? [response] : []))
        .filter((shape) => shape !== undefined)
      const { key, aliases } = keys.get(name) as Key
      const found: Resource = {
        name,
        key,
        aliases,
        item: item?.parameter && item.itemPath ? { path: item.itemPath, parameter: item.parameter } : undefined,
        references: findReferences(name, given, own, keys),
        state: findState(rules[name], [...shown, ...(given ? [given] : [])]),
        given,
        shown,
      }
      return [name, found]
    }),
  )
}

interface Key {
  readonly key: string
  readonly aliases: readonly string[]
}

/** Said, or what the paths call it, or what others refer to it by, or what must be unique, or `id`. */
function findKey(name: string, routes: readonly ReadRoute[], rules: EntityRules | undefined): Key {
  if (rules?.key !== undefined) return { key: rules.key, aliases: [] }
  const own = routes.filter(({ subject }) => subject.entity === name)
  const parameter =
    own.find(({ subject }) => subject.parameter !== undefined)?.subject.parameter ??
    routes.flatMap(({ subject }) => subject.parents).find(({ entity }) => entity === name)?.parameter
  if (parameter !== undefined) {
    const fields = fieldOfParameter(parameter, name)
    const shapes = own.flatMap(({ request, response }) => [response, request])
    const [key = 'id', ...aliases] = fields.map((field) => spelledIn(field, shapes)).reverse()
    return { key, aliases }
  }
  const reference = routes.flatMap(({ request }) => referenceIn(request, name)).at(0)
  if (reference !== undefined) return { key: reference.key, aliases: [] }
  const unique = (rules?.constraints ?? [])
    .map((text) => /^(\w+) (?:must be|is) unique\b/i.exec(typeof text === 'string' ? text : '')?.[1])
    .find((field) => field)
  return { key: unique?.toLowerCase() ?? 'id', aliases: [] }
}

/** `issueKey` of an issue is its `key`, `issueIdOrKey` its `id` or its `key`, `issue` its `id`. */
function fieldOfParameter(parameter: string, name: string): string[] {
  const own = wordsOf(name)
  const words = wordsOf(parameter)
  const isOwn = own.every((word, at) => words[at] === word)
  const rest = isOwn ? words.slice(own.length) : words
  if (rest.length === 0) return ['id']
  const at = rest.indexOf('or')
  return at > 0 ? [rest.slice(0, at).join('_'), rest.slice(at + 1).join('_')] : [isOwn ? rest.join('_') : parameter]
}

function spelledIn(field: string, shapes: readonly (Shape | undefined)[]): string {
  for (const shape of shapes) if (shape?.kind === 'object') for (const name of shape.fields.keys()) if (isSameName(name, field)) return name
  return field
}

/** Where a body refers to an entity: `project: { key: string }`, `projectKey: string`, `project_id: integer`. */
function referenceIn(shape: Shape | undefined, name: string): { path: string; key: string }[] {
  const found: { path: string; key: string }[] = []
  for (const [path, field] of walkShape(shape)) {
    const last = path.at(-1) ?? ''
    if (field.kind === 'object' && isSameName(last, name) && field.fields.size === 1) {
      const [key = ''] = field.fields.keys()
      found.push({ path: [...path, key].join('.'), key })
    }
    if (field.kind !== 'scalar') continue
    const words = wordsOf(last)
    const rest = words.at(-1) ?? ''
    if (words.length > 1 && plain(words.slice(0, -1).join('')) === plain(name) && ['id', 'key', 'slug', 'name', 'uuid'].includes(rest)) {
      found.push({ path: path.join('.'), key: rest })
    }
  }
  return found
}

function findReferences(name: string, given: Shape | undefined, own: readonly ReadRoute[], keys: ReadonlyMap<string, Key>): Reference[] {
  const inBody = [...keys].flatMap(([other, { key }]) =>
    other === name
      ? []
      : referenceIn(given, other)
          .filter((found) => found.key === key)
          .map(({ path }): Reference => ({ to: other, path, from: 'body' })),
  )
  const inPath = own.flatMap(({ subject }) => subject.parents).filter(({ entity }) => entity !== name)
  const parents = inPath.map(({ entity, parameter }): Reference => ({ to: entity, path: parameter, from: 'path' }))
  const all = [...inBody, ...parents]
  return all.filter((one, at) => all.findIndex((other) => other.to === one.to && other.path === one.path) === at)
}

/** Said, or where an answer shows a `status` or a `state`; beside what is shown where none does. */
function findState(rules: EntityRules | undefined, shapes: readonly Shape[]): Resource['state'] {
  if (rules?.initial_state === undefined) return undefined
  const { initial_state: initial, transitions = [], schedules = [], states = [] } = rules
  const all = [
    initial,
    ...states,
    ...schedules.flatMap((schedule) => [...[schedule.in ?? []].flat(), ...(schedule.to === undefined ? [] : [schedule.to])]),
    ...transitions.flatMap(({ from, to }) => [...(isList(from) ? (from as string[]) : [from as string]), to]),
  ]
  return { path: rules.field ?? findStateField(shapes) ?? 'status', initial, states: [...new Set(all)] }
}

function findStateField(shapes: readonly Shape[]): string | undefined {
  for (const shape of shapes) {
    for (const [path] of walkShape(shape)) {
      if (!/^(status|state)$/i.test(path.at(-1) ?? '')) continue
      const field = shapeAt(shape, path)
      if (field?.kind !== 'object') return path.join('.')
      const [inner] = [...field.fields].filter(([, { kind }]) => kind === 'scalar').map(([key]) => key)
      if (inner !== undefined) return [...path, inner].join('.')
    }
  }
  return undefined
}
