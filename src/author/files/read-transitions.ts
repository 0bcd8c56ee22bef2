import type { Collection, Machine } from '#model'
import type { EntityRules, ShortRoute, Transition } from './author-schema.ts'
import { readTrigger, type Trigger } from './grammar/trigger.ts'
import type { Move } from './move.ts'
import { inside, type Place, type Problems } from './problems.ts'
import type { ReadRoute } from './read-route.ts'
import { readSchedules, timedMove } from './read-schedules.ts'
import type { Resource } from './resource.ts'
import { at, both, text } from './say.ts'
import { walkShape } from './shape.ts'
import { means, plain, plural, wordsOf } from './words.ts'

/** The transitions of an entity, and the routes that they need and nobody wrote. */
export interface ReadTransitions {
  readonly moves: readonly { readonly route: string; readonly move: Move }[]
  readonly later: NonNullable<Collection['later']>
  readonly machine: Machine | undefined
  readonly made: readonly ShortRoute[]
}

interface Context {
  readonly routes: readonly ReadRoute[]
  readonly problems: Problems
  readonly place: Place
  check(expression: string, place: Place, names?: readonly string[]): boolean
}

const help =
  'say it as "POST /things/{id}/confirm", "confirm API call", "transition API call with transitionId=21", "after 24h", "at ends_at"; or with on: METHOD /path and when: EXPRESSION'

export function readTransitions(rules: EntityRules, resource: Resource, context: Context): ReadTransitions {
  const moves: { route: string; move: Move }[] = []
  const later: NonNullable<Collection['later']> = []
  const made = new Map<string, ShortRoute>()
  const shown: Machine['transitions'] = []
  for (const [index, transition] of (rules.transitions ?? []).entries()) {
    const place = inside(context.place, 'transitions', index)
    const from = [transition.from].flat()
    const show = (on: string) => shown.push(...from.map((state) => ({ from: state, to: transition.to, on, count: 0 })))
    const trigger = triggerOf(transition, place, context)
    if (trigger?.kind === 'time' || trigger?.kind === 'moment') {
      later.push(timedMove(trigger, { from, to: transition.to, resource, place, problems: context.problems }))
      show('time')
    } else if (trigger) {
      const found = findRequest(trigger, resource, context, place)
      if (found === undefined) continue
      if (found.made && !made.has(found.route)) {
        made.set(found.route, found.made)
        if (found.note !== undefined)
          context.problems.assume(place, found.note, 'declare a route, and name it by on:, where the service has another one')
      }
      const own =
        transition.when !== undefined && context.check(transition.when, inside(place, 'when'), ['entity']) ? [transition.when] : []
      const tests = [...(found.when === undefined ? [] : [found.when]), ...own]
      moves.push({
        route: found.route,
        move: { entity: resource.name, from, to: transition.to, when: tests.length > 0 ? both(...tests) : undefined },
      })
      show(found.route)
    }
  }
  const schedules = readSchedules(rules, resource, context)
  later.push(...schedules.later)
  shown.push(...schedules.shown)
  const { state, name } = resource
  const machine = state && { field: `${name}.${state.path}`, initial: [state.initial], states: [...state.states], transitions: shown }
  return { moves, later, machine, made: [...made.values()] }
}

function triggerOf({ on, trigger = '' }: Transition, place: Place, { problems }: Context): Trigger | undefined {
  const read = readTrigger(on ?? trigger)
  if (read === undefined || (on !== undefined && read.kind !== 'route')) {
    problems.error(
      inside(place, on === undefined ? 'trigger' : 'on'),
      on === undefined ? `the trigger "${trigger}" is not understood` : `"${on}" is no route`,
      help,
    )
    return undefined
  }
  return read
}

interface Found {
  readonly route: string
  readonly when?: string | undefined
  readonly made?: ShortRoute | undefined
  /** What is assumed by that. */
  readonly note?: string | undefined
}

function findRequest(
  trigger: Exclude<Trigger, { kind: 'time' | 'moment' }>,
  resource: Resource,
  context: Context,
  place: Place,
): Found | undefined {
  const own = context.routes.filter(
    ({ subject, source }) => subject.entity === resource.name && subject.scope === 'item' && source.method !== 'GET',
  )
  if (trigger.kind === 'route') {
    const route = `${trigger.method} ${trigger.path}`
    const isThere = context.routes.some(({ source }) => plainRoute(`${source.method} ${source.path}`) === plainRoute(route))
    if (isThere) {
      const named = context.routes.find(({ source }) => plainRoute(`${source.method} ${source.path}`) === plainRoute(route)) as ReadRoute
      return { route: `${named.source.method} ${named.source.path}` }
    }
    return { route, made: make(trigger.method, trigger.path, resource) }
  }
  if (trigger.kind === 'parameter') {
    const found = own.flatMap((route) => parameterOf(route, trigger)).at(0)
    if (found) return found
  }
  const words = trigger.kind === 'action' ? wordsOf(trigger.name) : wordsOf(trigger.name).slice(0, -1)
  const action = own.find(
    ({ source, subject }) => subject.itemPath !== source.path && means(source.path.split('/').at(-1) ?? '', words.join('')),
  )
  const whenOf = trigger.kind === 'parameter' ? valueTest(madePath(trigger.name), trigger.value) : undefined
  if (action) return { route: `${action.source.method} ${action.source.path}`, when: whenOf }
  if (!resource.item) {
    context.problems.error(place, `no route names one ${resource.name}: there is no path for the trigger`, help)
    return undefined
  }
  const last = trigger.kind === 'action' ? words.join('-') : plural(words.join('_') || 'transition')
  const path = `${resource.item.path}/${last}`
  const body = trigger.kind === 'action' ? '' : ` with ${printExample(madePath(trigger.name), trigger.value)}`
  const note = `no route takes ${trigger.kind === 'action' ? `the ${trigger.name} call` : trigger.name}: POST ${path}${body} does`
  return { route: `POST ${path}`, when: whenOf, made: make('POST', path, resource), note }
}

function make(method: string, path: string, { name }: Resource): ShortRoute {
  return { method, path, entity: name, state_effects: [] }
}

/** Where a route takes a parameter of that name: in its path, its body or its query. */
function parameterOf({ source, request, query }: ReadRoute, { name, value }: Extract<Trigger, { kind: 'parameter' }>): Found[] {
  const route = `${source.method} ${source.path}`
  const inPath = [...source.path.matchAll(/\{(\w+)\}/g)].find(([, parameter = '']) => plain(parameter) === plain(name))?.[1]
  if (inPath !== undefined) return [{ route, when: isValue(at('path', [inPath]), value) }]
  for (const [root, shape] of [['body', request] as const, ['query', query] as const]) {
    for (const [path, field] of walkShape(shape)) {
      if (path.length === 0 || field.kind === 'object') continue
      if (plain(path.join('')) === plain(name) || plain(path.at(-1) ?? '') === plain(name))
        return [{ route, when: isValue(at(root, path), value) }]
    }
  }
  return []
}

/** `transitionId` is the `id` of a `transition`. */
function madePath(name: string): string[] {
  const words = wordsOf(name)
  return words.length < 2 ? [name] : [words.slice(0, -1).join('_'), words.at(-1) as string]
}

function valueTest(path: readonly string[], value: string): string {
  return isValue(at('body', path), value)
}

function isValue(expression: string, value: string): string {
  return `string(${expression}) == ${text(value)}`
}

function printExample(path: readonly string[], value: string): string {
  return JSON.stringify(path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value))
}

function plainRoute(route: string): string {
  return route.replace(/\{\w+\}/g, '{}')
}
