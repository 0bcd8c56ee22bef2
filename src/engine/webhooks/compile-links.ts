import type { Json, JsonObject } from '#base'
import {
  bind,
  type CompileContext,
  compileExpression,
  compileTemplate,
  type Environment,
  parseExpression,
  parseTemplate,
  printJson,
} from '#lang'
import type { Effect, Model } from '#model'
import { LinkError, ModelError } from '../model-error.ts'
import type { EventReceiver } from '../twin.ts'
import { printScalar } from './compile-emission.ts'
import { matchesEvent } from './matches-event.ts'

/** What is asked of another twin when something happens in this one. Expressions are over `event` (`id`, `type`, `number`, `data`) and the request that caused it. */
export interface Link {
  /** Name of an event, `*` for any part of it, or a route whose 2xx answers cause it: `POST /charges`. */
  readonly on: string
  /** A test: only where it holds. */
  readonly when?: string | undefined
  /** Name of the other twin. */
  readonly twin: string
  readonly method: string
  /** Path and query; `{expression}` stands for what it gives. */
  readonly path: string
  readonly headers?: Readonly<Record<string, Json>> | undefined
  /** Template of the body, sent as JSON. */
  readonly body?: Json | undefined
  readonly afterMs?: number | undefined
}

/** Whether a link is on an event, or on a route, of this name. */
export function hears({ on }: Pick<Link, 'on'>, name: string): boolean {
  return on === name || (!isRouteName(name) && matchesEvent([on], name))
}

export interface CompiledLinks {
  /** Whether something hangs on accepted requests to the route. */
  wantsRoute(route: string): boolean
  /** The requests that an event causes, or an accepted request to the route of that name. */
  receiversOf(name: string, environment: Environment, event: JsonObject): EventReceiver[]
}

/** Whether something that happened is named by its route: events have no spaces in their names. */
export function isRouteName(name: string): boolean {
  return name.includes(' ')
}

/** Throws `LinkError` where a link asks for what the model does not have. */
export function compileLinks(links: readonly Link[], model: Model, around: CompileContext): CompiledLinks {
  const context = { ...around, names: new Set([...around.names, 'event']) }
  const known = new Set([...model.routes.map(({ method, path }) => `${method} ${path}`), ...eventNames(model)])
  const compiled = links.map((link) => compileOne(link, known, context))
  return {
    wantsRoute: (route) => compiled.some(({ on }) => on === route),
    receiversOf: (name, environment, event) => {
      const wanted = compiled.filter((link) => hears(link, name))
      if (wanted.length === 0) return []
      const own = bind(environment, 'event', event)
      return wanted.flatMap((link) => link.receiver(own) ?? [])
    },
  }
}

interface CompiledLink {
  readonly on: string
  receiver(environment: Environment): EventReceiver | undefined
}

function compileOne(link: Link, known: ReadonlySet<string>, context: CompileContext): CompiledLink {
  try {
    return compileLink(link, known, context)
  } catch (cause) {
    throw new LinkError(`link on "${link.on}": ${(cause as Error).message}`, { cause })
  }
}

function compileLink(link: Link, known: ReadonlySet<string>, context: CompileContext): CompiledLink {
  const { on, twin, method, afterMs } = link
  if (![...known].some((name) => hears({ on }, name))) {
    const events = [...known].filter((name) => !isRouteName(name))
    const there = events.length === 0 ? 'it has no events, name one of its routes (doppel show)' : `it has ${events.join(', ')}`
    throw new ModelError(`there is no such event or route: ${there}`)
  }
  const when = link.when === undefined ? undefined : compileExpression(parseExpression(link.when), context)
  const target = compilePath(link.path, context)
  const headers = Object.entries(link.headers ?? {}).map(([name, value]) => [name, compileTemplate(parseTemplate(value), context)] as const)
  const body = link.body === undefined ? undefined : compileTemplate(parseTemplate(link.body), context)
  return {
    on,
    receiver: (environment) => {
      if (when !== undefined && when(environment) !== true) return undefined
      const call = {
        method,
        target: target(environment),
        headers: headers.flatMap(([name, value]): [string, string][] => {
          const text = printScalar(value(environment))
          return text === undefined ? [] : [[name, text]]
        }),
        ...(body ? { body: printJson(body(environment) ?? null) } : {}),
      }
      return { url: `twin:${twin}`, call, ...(afterMs === undefined ? {} : { afterMs }) }
    },
  }
}

/** `/channels/{event.data.channel}/messages`. */
function compilePath(path: string, context: CompileContext): (environment: Environment) => string {
  const parts = path.split(/\{([^{}]*)\}/)
  const compiled = parts.map((part, at) => {
    if (at % 2 === 0) return () => part
    const evaluate = compileExpression(parseExpression(part), context)
    return (environment: Environment) => encodeURIComponent(printScalar(evaluate(environment)) ?? '')
  })
  return (environment) => compiled.map((part) => part(environment)).join('')
}

/** What the model tells others of, as far as it is written down. */
export function eventNames({
  webhooks,
  routes,
  collections,
  schedules = [],
}: Pick<Model, 'webhooks' | 'routes' | 'collections' | 'schedules'>): string[] {
  const later = Object.values(collections).flatMap((collection) => collection.later ?? [])
  const emitted = [...routes.flatMap(({ variants }) => variants), ...later, ...schedules].flatMap((one) => emittedBy(one.do))
  const told = later.flatMap(({ tell = [] }) => tell.map(({ emit }) => emit))
  return [...new Set([...Object.keys(webhooks?.events ?? {}), ...emitted, ...told])]
}

/** Names of the events that effects emit. */
function emittedBy(effects: readonly Effect[] = []): string[] {
  return effects.flatMap((effect) => {
    if ('emit' in effect) return [effect.emit]
    if ('variants' in effect) return effect.variants.flatMap((variant) => emittedBy(variant.do))
    return 'do' in effect ? emittedBy(effect.do) : []
  })
}
