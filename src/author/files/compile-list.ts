import type { Json } from '#base'
import { setMember } from '#lang'
import type { Effect, Query } from '#model'
import { showEntity } from './answer-body.ts'
import type { AuthorContext } from './author-context.ts'
import { inside } from './problems.ts'
import type { Resource } from './resource.ts'
import { findField, type RouteScope, stateOf } from './route-scope.ts'
import { at } from './say.ts'
import { type Shape, walkShape } from './shape.ts'
import type { Success } from './success.ts'
import { plain } from './words.ts'

/** What parameters of lists are called. */
const sizes = ['limit', 'perpage', 'pagesize', 'size', 'maxresults', 'count', 'top', 'take']
const starts = ['offset', 'skip', 'start', 'startat', 'from']
/** What lists say beside their items. */
const totals = ['total', 'totalcount', 'count', 'totalitems', 'totalresults']

/** A list of entities, as its schema shows it: the list itself, or an object that has it and what is said of it. */
export function compileList({ route, resource }: RouteScope, context: AuthorContext): Success {
  const { response, query, source } = route
  const entity = resource as Resource
  const take: Effect = { query: queryOf(entity, route.subject.parents, query), as: 'page' }
  const body = showList(response as Shape, entity, (path) =>
    context.problems.error(
      inside(route.place, 'response_schema', ...path),
      `nothing says what ${path.join('.')} holds`,
      'say it with {$: EXPRESSION}; page.items, page.total, page.more, page.size, page.start and page.number tell of the list',
    ),
  )
  return { effects: [take], status: source.status ?? 200, body }
}

function queryOf(resource: Resource, parents: readonly { entity: string; parameter: string }[], query: Shape | undefined): Query {
  const where: NonNullable<Query['where']> = parents.flatMap(({ entity, parameter }) => {
    const reference = resource.references.find(({ to }) => to === entity)
    return reference ? [{ test: `${at('self', reference.path.split('.'))} == ${at('path', [parameter])}` }] : []
  })
  const page: NonNullable<Query['page']> = {}
  let sort: Query['sort']
  for (const [[name], shape] of walkShape(query)) {
    if (name === undefined || shape.kind === 'template') continue
    const value = at('query', [name])
    if (sizes.includes(plain(name))) page.size = `number(${value})`
    else if (starts.includes(plain(name))) page.start = `number(${value})`
    else if (plain(name) === 'page') page.number = `number(${value})`
    else if (['sort', 'sortby', 'orderby'].includes(plain(name))) sort = { by: value }
    else where.push({ given: value, test: filterTest(resource, name, value) })
  }
  if (page.size !== undefined || page.number !== undefined) page.default = 20
  return {
    collection: resource.name,
    ...(where.length > 0 ? { where } : {}),
    ...(sort ? { sort } : {}),
    ...(Object.keys(page).length > 0 ? { page } : {}),
  }
}

function filterTest(resource: Resource, name: string, value: string): string {
  const shapes = [...resource.shown, resource.given]
  const path = shapes.map((shape) => findField(shape, name)).find((found) => found) ?? [name]
  const state = resource.state?.path
  const isState = state !== undefined && (state === path.join('.') || state.startsWith(`${path.join('.')}.`))
  return `string(${isState ? stateOf('self', resource) : at('self', path)}) == ${value}`
}

function showList(shape: Shape, resource: Resource, unknown: (path: readonly string[]) => void, path: readonly string[] = []): Json {
  const name = plain(path.at(-1) ?? '')
  if (shape.kind === 'list') {
    const item = shape.item.kind === 'scalar' ? undefined : shape.item
    return { $each: 'page.items', as: 'entity', do: showEntity(item, 'entity', resource) }
  }
  if (shape.kind === 'template') return shape.value
  if (shape.kind === 'object') {
    const object: Record<string, Json> = {}
    for (const [key, field] of shape.fields) setMember(object, key, showList(field, resource, unknown, [...path, key]))
    return object
  }
  if (totals.includes(name)) return { $: 'page.total' }
  if (['hasmore', 'more', 'hasnext'].includes(name)) return { $: 'page.more' }
  if (['islast', 'last'].includes(name)) return { $: 'page.more == false' }
  if (sizes.includes(name)) return { $: 'page.size' }
  if (starts.includes(name)) return { $: 'page.start' }
  if (name === 'page') return { $: 'page.number' }
  if (['pages', 'totalpages'].includes(name)) return { $: 'page.pages' }
  unknown(path)
  return null
}
