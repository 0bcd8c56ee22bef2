import type { Json } from '#base'
import type { Effect, Route, Variant } from '#model'
import { showEntity } from './answer-body.ts'
import type { AuthorContext } from './author-context.ts'
import { compileErrors } from './compile-errors.ts'
import { compileList } from './compile-list.ts'
import { compileMoves } from './compile-moves.ts'
import { constraintGuards, heldGuards } from './constraint-guards.ts'
import { changeTemplate, entityTemplate, generateFields } from './entity-value.ts'
import type { Refusal } from './error-answer.ts'
import type { Doing } from './grammar/constraint.ts'
import { inside } from './problems.ts'
import type { ReadRoute } from './read-route.ts'
import { createScope, type RouteScope } from './route-scope.ts'
import { at, text } from './say.ts'
import { walkShape } from './shape.ts'
import { type Success, toVariant } from './success.ts'

/** A route in short as a route of the model. */
export function compileRoute(route: ReadRoute, context: AuthorContext): Route {
  const scope = createScope(route, context.resources)
  const { source } = route
  const doing = doingOf(scope)
  const errors = compileErrors(scope, context)
  const refusals = [
    ...impliedNotFound(scope, errors.refusals),
    ...(doing ? [...constraintGuards(scope, doing, context), ...heldGuards(scope, doing, context)] : []),
  ]
  const success = succeed(scope, doing, context)
  const moves = compileMoves(scope, { success, refusedStatus: errors.refusedTransition }, context)
  const variants = [...errors.refusals, ...refusals].map(context.refuse)
  return {
    method: source.method,
    path: source.path,
    variants: named([...variants, ...moves, ...(success ? [toVariant('ok', success, source.headers)] : [])]),
  }
}

/** What a route does to the entity: said by its effects, or else by its method. */
function doingOf({ route, resource, entity }: RouteScope): Doing | undefined {
  for (const effect of route.source.state_effects ?? []) {
    for (const doing of ['create', 'update', 'delete'] as const) if (effect[doing] === resource?.name) return doing
  }
  if (route.source.state_effects !== undefined || entity === undefined || route.source.path !== resource?.item?.path) return undefined
  const { method } = route.source
  return method === 'DELETE' ? 'delete' : method === 'PUT' || method === 'PATCH' ? 'update' : undefined
}

/** A request for something that is not there is refused, whether or not that is declared. */
function impliedNotFound({ route, resource, entity }: RouteScope, declared: readonly Refusal[]): Refusal[] {
  const tests = [
    ...route.subject.parents.map((parent) => ({
      name: parent.entity,
      when: `!exists(${text(parent.entity)}, ${at('path', [parent.parameter])})`,
    })),
    ...(entity === undefined || !resource ? [] : [{ name: resource.name, when: `!has(${entity})` }]),
  ]
  return tests
    .filter(({ when }) => !declared.some((refusal) => refusal.when === when))
    .map(({ name, when }) => ({ when, status: 404, message: `${name} not found` }))
}

function succeed(scope: RouteScope, doing: Doing | undefined, context: AuthorContext): Success | undefined {
  const { route, resource, entity } = scope
  const { source, response } = route
  const written = writtenEffects(route)
  if (source.body !== undefined || !resource) return plainSuccess(scope, written, context)
  const { name, key } = resource
  const isMine = response === undefined || response.kind === 'object' || response.kind === 'entity'
  if (doing === 'create') {
    const { fields, unexplained } = generateFields(resource, context.resources)
    for (const field of unexplained)
      context.problems.assume(
        inside(route.place, 'response_schema'),
        `nothing says what ${field} of a new ${name} holds: it is left out`,
        `say it where it is declared: ${field.split('.').at(-1)}: {$: EXPRESSION}`,
      )
    const create: Effect = { create: name, key: [at('self', key.split('.'))], value: entityTemplate(route.request, fields), as: 'entity' }
    return { effects: [create, ...written], status: source.status ?? 201, body: showEntity(response, 'entity', resource) }
  }
  const path = route.subject.parameter === undefined ? undefined : at('path', [route.subject.parameter])
  if (entity === undefined || path === undefined) {
    return source.method === 'GET' && response ? compileList(scope, context) : plainSuccess(scope, written, context)
  }
  const take: Effect = { let: 'entity', value: { $: entity } }
  if (doing === 'update') {
    const { fields } = generateFields(resource, context.resources)
    const update: Effect = { update: name, key: [path], set: changeTemplate(route.request, fields), as: 'entity' }
    return { effects: [update, ...written], status: source.status ?? 200, body: showEntity(response, 'entity', resource) }
  }
  if (doing === 'delete') {
    const body = response && showEntity(response, 'entity', resource)
    return { effects: [take, { delete: name, key: [path] }, ...written], status: source.status ?? (body === undefined ? 204 : 200), body }
  }
  if (source.method === 'GET' && isMine)
    return { effects: [take, ...written], status: source.status ?? 200, body: showEntity(response, 'entity', resource) }
  if (context.moves.has(`${source.method} ${source.path}`) && written.length === 0) return undefined
  return plainSuccess(scope, [take, ...written], context)
}

/** Effects that are written in the language of the model. */
function writtenEffects({ source }: ReadRoute): Effect[] {
  return (source.state_effects ?? []).filter(
    (effect) => Object.keys(effect).length > 1 || !['create', 'update', 'delete'].some((key) => key in effect),
  ) as Effect[]
}

/** An answer that is about no entity, or is written. */
function plainSuccess({ route }: RouteScope, effects: Effect[], context: AuthorContext): Success {
  const { source, response, place } = route
  const status = source.status ?? (source.body === undefined && response === undefined ? 204 : 200)
  if (source.body !== undefined || response === undefined) return { effects, status, body: source.body }
  for (const [path, shape] of walkShape(response)) {
    if (shape.kind === 'object' || shape.kind === 'template') continue
    context.problems.error(
      inside(place, 'response_schema', ...path),
      `nothing says what ${path.join('.') || 'the answer'} holds: the path names no entity that is known`,
      'say it with {$: EXPRESSION}; or name the entity that the route is about by entity:',
    )
  }
  return { effects, status, body: templateOf(response) }
}

function templateOf(shape: NonNullable<ReadRoute['response']>): Json {
  if (shape.kind === 'template') return shape.value
  return shape.kind === 'object' ? Object.fromEntries([...shape.fields].map(([key, field]) => [key, templateOf(field)])) : null
}

/** Names that come twice get a number. */
function named(variants: readonly Variant[]): Variant[] {
  const counts = new Map<string, number>()
  return variants.map((variant) => {
    const count = (counts.get(variant.name) ?? 0) + 1
    counts.set(variant.name, count)
    return count === 1 ? variant : { ...variant, name: `${variant.name}-${count}` }
  })
}
