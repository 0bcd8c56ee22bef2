import type { ShortRoute } from './author-schema.ts'
import { means, plain } from './words.ts'

/** What a route is about. */
export interface RouteSubject {
  readonly entity: string | undefined
  /** One that the path names, or all of them. */
  readonly scope: 'item' | 'collection'
  /** The parameter that names the one. */
  readonly parameter: string | undefined
  /** The path up to that parameter. */
  readonly itemPath: string | undefined
  /** Other entities that the path names, by parameter. */
  readonly parents: readonly { readonly entity: string; readonly parameter: string }[]
}

interface Named {
  readonly entity: string
  readonly parameter: string
  readonly at: number
}

/** Reads off a path which entities it names. */
export function subjectOf(
  route: Pick<ShortRoute, 'method' | 'path' | 'entity' | 'state_effects'>,
  entities: readonly string[],
): RouteSubject {
  const segments = route.path.split('/').filter((segment) => segment !== '')
  const named = segments.flatMap((segment, at): Named[] => {
    const parameter = /^\{(\w+)\}$/.exec(segment)?.[1]
    if (parameter === undefined) return []
    const before = segments[at - 1] ?? ''
    const entity = entities.find((name) => means(before, name)) ?? entities.find((name) => plain(parameter).startsWith(plain(name)))
    return entity === undefined ? [] : [{ entity, parameter, at }]
  })
  const effect = route.state_effects?.map(effectEntity).find((name) => name !== undefined && entities.includes(name))
  const last = entities.find((name) => means(segments.at(-1) ?? '', name))
  // `POST /issues/{id}/transitions` is done to an issue, unless it says that it makes a transition.
  const isDone = named.length > 0 && route.method !== 'GET' && effect !== last
  const ending = (route.entity !== undefined && route.entity !== last) || isDone ? undefined : last
  const entity = route.entity ?? ending ?? effect ?? named.at(-1)?.entity
  const own = ending === undefined || ending === named.at(-1)?.entity ? named.findLast((one) => one.entity === entity) : undefined
  const isItem = own !== undefined && (ending === undefined || segments.length - 1 === own.at)
  return {
    entity,
    scope: isItem ? 'item' : 'collection',
    parameter: isItem ? own.parameter : undefined,
    itemPath: isItem ? `/${segments.slice(0, own.at + 1).join('/')}` : undefined,
    parents: named.filter((one) => !isItem || one !== own),
  }
}

/** The entity that a state effect in short is about. */
export function effectEntity(effect: Readonly<Record<string, unknown>>): string | undefined {
  const name = effect['create'] ?? effect['update'] ?? effect['delete']
  return typeof name === 'string' ? name : undefined
}
