import { fingerprint, type Json, type JsonObject } from '#base'
import {
  bind,
  type CompileContext,
  compileExpression,
  compileTemplate,
  type Environment,
  type Evaluate,
  isList,
  parseExpression,
  parseTemplate,
  printJson,
  type Value,
} from '#lang'
import type { Model, Webhooks } from '#model'
import type { World } from '#state'
import { ModelError, within } from '../model-error.ts'
import { unmaskOrigin } from '../origin.ts'
import type { EventReceiver, TwinEvent } from '../twin.ts'
import { type Emission, printScalar } from './compile-emission.ts'
import { compileLinks, eventNames, isRouteName, type Link } from './compile-links.ts'
import { matchesEvent } from './matches-event.ts'

interface Session {
  readonly seed: number
  /** Where the twin is reached. */
  readonly origin: string
}

/** What a model's `webhooks` say, ready to use. */
export interface CompiledWebhooks {
  /** Puts what an accepted request to the route causes to what its effects have emitted. `answer` is the value of the body. */
  announce(route: string, environment: Environment, answer: Value, emitted: Emission[]): void
  /** The events, numbered on, with the payload and who is told; `seed` decides the ids. */
  finish(emitted: readonly Emission[], environment: Environment, world: World, session: Session): TwinEvent[]
}

/** The sequence that numbers events: it can't be the name of one in a model. */
const numbers = '!webhooks'

/** Undefined when nothing is ever told. Throws `ModelError` where it does not hold together. */
export function compileWebhooks(model: Model, context: CompileContext, asked: readonly Link[] = []): CompiledWebhooks | undefined {
  const { webhooks = {} } = model
  if (asked.length === 0 && eventNames(model).length === 0) return undefined
  const links = compileLinks(asked, model, context)
  const declared = compileDeclared(model, webhooks, context)
  const receivers = within('webhooks', () => compileReceivers(webhooks, context))
  const payload = within('webhooks payload', () =>
    compileTemplate(parseTemplate(webhooks.payload ?? { $: 'event' }), { ...context, names: new Set(['event']) }),
  )
  const ownId = within('webhooks id', () =>
    webhooks.id === undefined ? undefined : compileExpression(parseExpression(webhooks.id), { ...context, names: new Set() }),
  )
  const print = (value: Value) => (webhooks.encoding === 'text' ? (printScalar(value) ?? '') : printJson(value ?? null))
  return {
    announce: (route, environment, answer, emitted) => {
      for (const { name, when, data } of declared.get(route) ?? []) {
        const own = bind(environment, 'answer', answer)
        if (when === undefined || when(own) === true) emitted.push({ name, data: data(own) })
      }
      if (links.wantsRoute(route)) emitted.push({ name: route, data: answer })
    },
    finish: (emitted, environment, world, { seed, origin }) => {
      const unmask = (text: string) => unmaskOrigin(text, origin)
      return emitted.map(({ name, data, atMs = environment.nowMs, method, path, headers, afterMs }) => {
        const number = world.next(numbers, () => 1)
        // What is told later says the time at which it is told.
        const then = { ...environment, nowMs: atMs + (afterMs ?? 0) }
        const id = printScalar(ownId?.(then)) ?? `evt_${fingerprint(`${seed} ${number}`)}${fingerprint(`${number} ${seed}`).slice(0, 8)}`
        const event: JsonObject = { id, type: name, number, ...(data === undefined ? {} : { data }) }
        const told = isRouteName(name) ? [] : receivers(name, environment)
        const delayed = afterMs === undefined ? told : told.map((one) => ({ ...one, afterMs }))
        return {
          id,
          name,
          number,
          atMs,
          payload: unmask(print(payload(bind(then, 'event', event)))),
          ...(method === undefined ? {} : { method }),
          ...(path === undefined ? {} : { path: unmask(path) }),
          ...(headers === undefined ? {} : { headers: headers.map(([key, value]) => [key, unmask(value)] as const) }),
          ...(afterMs === undefined ? {} : { afterMs }),
          receivers: [...delayed, ...links.receiversOf(name, environment, event)].map((one) => unmaskReceiver(one, origin)),
        }
      })
    },
  }
}

/** Own addresses in what is told become those under which the twin is reached. */
function unmaskReceiver({ url, call, ...rest }: EventReceiver, origin: string): EventReceiver {
  const unmask = (text: string) => unmaskOrigin(text, origin)
  if (call === undefined) return { ...rest, url: unmask(url) }
  const { body } = call
  const headers = call.headers.map(([name, value]) => [name, unmask(value)] as const)
  return { ...rest, url, call: { ...call, target: unmask(call.target), headers, ...(body === undefined ? {} : { body: unmask(body) }) } }
}

interface DeclaredEvent {
  readonly name: string
  readonly when: Evaluate | undefined
  readonly data: Evaluate
}

/** By the route that causes them. */
function compileDeclared(model: Model, { events = {} }: Webhooks, around: CompileContext): Map<string, DeclaredEvent[]> {
  const context = { ...around, names: new Set([...around.names, 'answer']) }
  const routes = new Set(model.routes.map(({ method, path }) => `${method} ${path}`))
  const declared = new Map<string, DeclaredEvent[]>()
  for (const [name, { on = [], when, value }] of Object.entries(events)) {
    within(`webhooks event "${name}"`, () => {
      const event: DeclaredEvent = {
        name,
        when: when === undefined ? undefined : compileExpression(parseExpression(when), context),
        data: compileTemplate(parseTemplate(value ?? { $: 'answer' }), context),
      }
      for (const route of [on].flat()) {
        if (!routes.has(route)) throw new ModelError(`there is no route "${route}"`)
        declared.set(route, [...(declared.get(route) ?? []), event])
      }
    })
  }
  return declared
}

/** Who is told of an event: the receivers that are written down, then the entities by which clients asked for it. */
function compileReceivers(
  { subscriptions = [], subscribed }: Webhooks,
  around: CompileContext,
): (name: string, environment: Environment) => EventReceiver[] {
  const fixed = (name: string) =>
    subscriptions
      .filter(({ events }) => matchesEvent(events, name))
      .map(({ url, secret }) => ({ url, ...(secret === undefined ? {} : { secret }) }))
  if (subscribed === undefined) return fixed
  const { collection } = subscribed
  if (!around.hasCollection(collection)) throw new ModelError(`there is no collection "${collection}"`)
  const context = { ...around, names: new Set(['self']) }
  const compile = (text: string) => compileExpression(parseExpression(text), context)
  const [url, events] = [compile(subscribed.url), compile(subscribed.events)]
  const secret = subscribed.secret === undefined ? undefined : compile(subscribed.secret)
  const when = subscribed.when === undefined ? undefined : compile(subscribed.when)
  return (name, environment) => {
    const found = environment.world.list(collection).flatMap((entity): EventReceiver[] => {
      const own = bind(environment, 'self', entity)
      const address = url(own)
      if (typeof address !== 'string' || (when !== undefined && when(own) !== true) || !asksFor(events(own), name)) return []
      const key = secret?.(own)
      return [{ url: address, ...(typeof key === 'string' ? { secret: key } : {}) }]
    })
    return [...fixed(name), ...found]
  }
}

function asksFor(events: Value, name: string): boolean {
  if (events === undefined || events === null) return true
  const texts: readonly Json[] = isList(events) ? events : [events]
  return matchesEvent(
    texts.filter((text) => typeof text === 'string'),
    name,
  )
}
