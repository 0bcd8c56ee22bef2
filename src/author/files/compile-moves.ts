import type { Variant } from '#model'
import { showEntity } from './answer-body.ts'
import type { AuthorContext } from './author-context.ts'
import { setField } from './entity-value.ts'
import { type RouteScope, stateOf } from './route-scope.ts'
import { at, both, either, replaceName, text, tidy } from './say.ts'
import { shapeAt } from './shape.ts'
import { type Success, toVariant } from './success.ts'
import { toVariantName } from './words.ts'

interface Around {
  /** What the route does beside. */
  readonly success: Success | undefined
  readonly refusedStatus: number | undefined
}

/** The transitions that a route makes, and the refusals of those that are not allowed. */
export function compileMoves(scope: RouteScope, { success, refusedStatus = 409 }: Around, context: AuthorContext): Variant[] {
  const { route, resource, entity } = scope
  const moves = context.moves.get(`${route.source.method} ${route.source.path}`) ?? []
  if (!resource?.state || entity === undefined) return []
  if (moves.length === 0) return writtenStates(scope, refusedStatus, context)
  const state = stateOf(entity, resource) as string
  const asks = moves.map(({ when }) => (when === undefined ? undefined : replaceName(when, 'entity', entity)))
  const taken = moves.map(({ from, to }, index): Variant => {
    const isThere = from.length === 1 ? `${state} == ${text(from[0] as string)}` : `${state} in [${from.map(text).join(', ')}]`
    const ask = asks[index]
    const name = toVariantName(`${from.join(' or ')} to ${to}`)
    return {
      ...toVariant(name, moved(scope, to, success), route.source.headers),
      when: tidy(ask === undefined ? isThere : both(ask, isThere)),
    }
  })
  const isKnown = asks.every((ask) => ask !== undefined) ? either([...new Set(asks as string[])]) : 'true'
  const message = `${resource.name} can not go this way from its state`
  const refused = context.refuse({ when: isKnown, status: refusedStatus, message })
  if (success || isKnown === 'true') return [...taken, refused]
  return [...taken, refused, context.refuse({ when: 'true', status: 400, message: `no transition of ${resource.name} is asked for` })]
}

/** What a transition does and says. */
function moved({ route, resource }: RouteScope, to: string, success: Success | undefined): Success {
  const entity = resource as NonNullable<typeof resource>
  const key = [at('path', [route.subject.parameter as string])]
  const set = setField((entity.state?.path ?? '').split('.'), to)
  const body = success ? success.body : route.response && showEntity(route.response, 'entity', entity)
  const effects = [...(success?.effects ?? []), { update: entity.name, key, set, as: 'entity' }]
  return { effects, status: route.source.status ?? success?.status ?? (body === undefined ? 204 : 200), body }
}

/** A change that writes the state itself goes only where a transition leads. */
function writtenStates({ route, resource, entity }: RouteScope, status: number, context: AuthorContext): Variant[] {
  const path = resource?.state?.path.split('.')
  const { transitions = [] } = context.rules[resource?.name ?? ''] ?? {}
  const isWritten = ['PUT', 'PATCH', 'POST'].includes(route.source.method) && path && shapeAt(route.request, path) !== undefined
  if (!isWritten || !resource || entity === undefined || transitions.length === 0) return []
  const state = stateOf(entity, resource)
  const value = at('body', path)
  const allowed = transitions.map(({ from, to }) => both(`${state} in [${[from].flat().map(text).join(', ')}]`, `${value} == ${text(to)}`))
  const message = `${resource.name} can not go this way from its state`
  return [context.refuse({ when: both(`has(${value})`, `${value} != ${state}`, `!(${either(allowed)})`), status, message })]
}
