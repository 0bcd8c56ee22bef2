import type { Json, JsonObject } from '#base'
import {
  bind,
  type CompileContext,
  compileExpression,
  compileTemplate,
  type Environment,
  type Evaluate,
  ExpressionNameError,
  entityKey,
  isList,
  isObject,
  parseExpression,
  parseTemplate,
  type Value,
} from '#lang'
import { type Effect, itemPlace } from '#model'
import type { World } from '#state'
import type { CompiledAgenda } from './agenda/compile-agenda.ts'
import { compileQuery } from './compile-query.ts'
import { settle } from './derive/derive-entity.ts'
import { DerivedWorld } from './derive/derived-world.ts'
import { within } from './model-error.ts'
import { compileEmission, type Emission } from './webhooks/compile-emission.ts'

/** What effects work on: the world that they change, and the same world as it is read. */
export interface Stage {
  readonly world: World
  readonly reader: DerivedWorld
  /** What happens by itself: it depends on when fields took their values. */
  readonly agenda?: CompiledAgenda | undefined
  /** Takes the events of the request or the work, undefined where the model has none. */
  readonly emitted?: Emission[] | undefined
}

/** Performs effects on the world and gives the environment with the names that they bound. */
export type RunEffects = (environment: Environment, stage: Stage) => Environment

export interface CompiledEffects {
  readonly run: RunEffects
  /** Names that later effects, headers and the body can use. */
  readonly names: ReadonlySet<string>
}

/** Compiles effects in order; each sees the names that those before it bound. */
export function compileEffects(effects: readonly Effect[], context: CompileContext): CompiledEffects {
  let names = context.names
  const steps = effects.map((effect, at) => {
    const step = within(`do ${at + 1}`, () => compileEffect(effect, { ...context, names }))
    names = new Set([...names, ...boundNames(effect)])
    return step
  })
  return { names, run: (environment, stage) => steps.reduce((current, step) => step(current, stage), environment) }
}

/** The names that an effect binds for those after it. */
function boundNames(effect: Effect): string[] {
  if ('if' in effect) return effect.do.flatMap(boundNames)
  const name = boundName(effect)
  return name === undefined ? [] : [name]
}

function boundName(effect: Effect): string | undefined {
  if ('let' in effect) return effect.let
  if ('each' in effect) return effect.gather
  return 'as' in effect ? effect.as : undefined
}

/** The collection that an effect reads or changes. */
function collectionOf(effect: Effect): string | undefined {
  if ('create' in effect) return effect.create
  if ('update' in effect) return effect.update
  if ('updateWhere' in effect) return effect.updateWhere
  if ('delete' in effect) return effect.delete
  if ('deleteWhere' in effect) return effect.deleteWhere
  return 'query' in effect ? effect.query.collection : undefined
}

function compileEffect(effect: Effect, context: CompileContext): RunEffects {
  const collection = collectionOf(effect)
  if (collection !== undefined && !context.hasCollection(collection)) throw new ExpressionNameError(`unknown collection '${collection}'`)
  if ('let' in effect) {
    const value = compileTemplate(parseTemplate(effect.value), context)
    return (environment) => bind(environment, effect.let, value(environment))
  }
  if ('create' in effect) return compileCreate(effect, context)
  if ('update' in effect) return compileUpdate(effect, context)
  if ('updateWhere' in effect) return compileUpdateWhere(effect, context)
  if ('delete' in effect) {
    const key = compileKey(effect.key, context)
    const leaving =
      effect.leaving === undefined
        ? undefined
        : compileTemplate(parseTemplate(effect.leaving), { ...context, names: new Set([...context.names, 'self']) })
    return (environment, { world }) => {
      const found = entityKey(key(environment))
      const before = found === undefined ? undefined : world.entity(effect.delete, found)
      if (found === undefined || before === undefined) return environment
      const left = leaving?.(bind(environment, 'self', before.value))
      world.delete(effect.delete, found, isObject(left) ? left : undefined)
      return effect.as === undefined ? environment : bind(environment, effect.as, left ?? before.value)
    }
  }
  if ('deleteWhere' in effect) {
    const where = compileMember(effect.where, context)
    return (environment, { world, reader }) => {
      const gone = [...reader.entities(effect.deleteWhere)].filter((entity) => where(bind(environment, 'self', entity.value)) === true)
      for (const entity of gone) world.delete(effect.deleteWhere, entity.key)
      return environment
    }
  }
  if ('query' in effect) {
    const query = compileQuery(effect.query, context)
    return (environment, { world, reader }) => {
      const page = query(environment, reader)
      world.noteShown(page.items.map((item) => reader.storedOf(item)))
      return bind(environment, effect.as, page)
    }
  }
  if ('emit' in effect) {
    const emit = compileEmission(effect, context)
    return (environment, { emitted }) => {
      const emission = emitted && emit(environment)
      if (emission) emitted?.push(emission)
      return environment
    }
  }
  if ('if' in effect) {
    const test = compileExpression(parseExpression(effect.if), context)
    const inner = compileEffects(effect.do, context)
    return (environment, world) => (test(environment) === true ? inner.run(environment, world) : environment)
  }
  return 'variants' in effect ? compileItems(effect, context) : compileEach(effect, context)
}

function compileKey(parts: readonly string[], context: CompileContext): (environment: Environment) => Value[] {
  const evaluates = parts.map((part) => compileExpression(parseExpression(part), context))
  return (environment) => evaluates.map((evaluate) => evaluate(environment))
}

/** Compiles an expression in which `self` is a member of a collection. */
function compileMember(text: string, context: CompileContext): Evaluate {
  return compileExpression(parseExpression(text), { ...context, names: new Set([...context.names, 'self']) })
}

function compileCreate(effect: Extract<Effect, { create: string }>, context: CompileContext): RunEffects {
  const make = compileTemplate(parseTemplate(effect.value), context)
  // The key may name fields of the new entity, such as a minted id.
  const inner = { ...context, names: new Set([...context.names, 'self']) }
  const key = compileKey(effect.key, inner)
  return (environment, stage) => {
    const { reader } = stage
    const value = make(environment)
    if (!isObject(value)) return environment
    const made = kept(value, environment)
    store(stage, effect.create, key(bind(environment, 'self', made)), made, environment)
    return effect.as === undefined ? environment : bind(environment, effect.as, reader.show(effect.create, made))
  }
}

function compileUpdate(effect: Extract<Effect, { update: string }>, context: CompileContext): RunEffects {
  const key = compileKey(effect.key, context)
  const set = compileTemplate(parseTemplate(effect.set), { ...context, names: new Set([...context.names, 'self']) })
  return (environment, stage) => {
    const { world, reader } = stage
    const found = entityKey(key(environment))
    const before = found === undefined ? undefined : world.entity(effect.update, found)
    if (before === undefined) return environment
    world.noteShown([before.value])
    const change = set(bind(environment, 'self', reader.show(effect.update, before.value)))
    const after = kept(overlay(before.value, change), environment)
    store(stage, effect.update, before.parts, after, environment)
    return effect.as === undefined ? environment : bind(environment, effect.as, reader.show(effect.update, after))
  }
}

function compileUpdateWhere(effect: Extract<Effect, { updateWhere: string }>, context: CompileContext): RunEffects {
  const where = compileMember(effect.where, context)
  const set = compileTemplate(parseTemplate(effect.set), { ...context, names: new Set([...context.names, 'self']) })
  return (environment, stage) => {
    const { world, reader } = stage
    for (const entity of [...world.entities(effect.updateWhere)]) {
      const own = bind(environment, 'self', reader.show(effect.updateWhere, entity.value))
      if (where(own) === true)
        store(stage, effect.updateWhere, entity.parts, kept(overlay(entity.value, set(own)), environment), environment)
    }
    return environment
  }
}

function compileEach(effect: Extract<Effect, { each: string; as: string }>, context: CompileContext): RunEffects {
  const of = compileExpression(parseExpression(effect.each), context)
  const inner = compileEffects(effect.do, { ...context, names: new Set([...context.names, effect.as]) })
  const last = effect.do.map(boundName).findLast((name) => name !== undefined)
  return (environment, stage) => {
    const list = of(environment)
    if (!isList(list)) return environment
    const gathered: Json[] = []
    for (const item of list) {
      const after = inner.run(bind(environment, effect.as, item), stage)
      const made = last === undefined ? undefined : after.locals[last]
      if (made !== undefined) gathered.push(made)
    }
    return effect.gather === undefined ? environment : bind(environment, effect.gather, gathered)
  }
}

/** Answers each item of a list as a request of its own: one sees what those before it did. */
function compileItems(effect: Extract<Effect, { variants: unknown }>, context: CompileContext): RunEffects {
  const of = compileExpression(parseExpression(effect.each), context)
  const itemContext = { ...context, names: new Set([...context.names, itemPlace]) }
  const variants = effect.variants.map(({ name, when, do: effects, value }) =>
    within(`item "${name}"`, () => {
      const inner = compileEffects(effects ?? [], itemContext)
      return {
        when: when === undefined ? undefined : compileExpression(parseExpression(when), itemContext),
        run: inner.run,
        value: compileTemplate(parseTemplate(value), { ...itemContext, names: inner.names }),
      }
    }),
  )
  return (environment, stage) => {
    const list = of(environment)
    if (!isList(list)) return environment
    const answers: Json[] = []
    for (const [at, item] of list.entries()) {
      const own = bind({ ...environment, body: item }, itemPlace, at)
      const variant = variants.find(({ when }) => when === undefined || when(own) === true)
      const answer = variant?.value(variant.run(own, stage))
      if (answer !== undefined) answers.push(answer)
    }
    return bind(environment, effect.gather, answers)
  }
}

function store({ world, agenda }: Stage, collection: string, parts: readonly Value[], value: JsonObject, { nowMs }: Environment): void {
  const key = agenda && entityKey(parts)
  const before = key === undefined ? undefined : world.entity(collection, key)
  world.put(collection, parts, value, agenda?.since(collection, before, value, nowMs))
}

/** What is kept of a value: where there are derived fields, nothing that is still to be worked out. */
function kept(value: JsonObject, environment: Environment): JsonObject {
  return environment.world instanceof DerivedWorld ? (settle(value) as JsonObject) : value
}

/** The keys of `change` in place of those of `before`; the others stay. */
function overlay(before: JsonObject, change: Value): JsonObject {
  return isObject(change) ? { ...before, ...change } : before
}
