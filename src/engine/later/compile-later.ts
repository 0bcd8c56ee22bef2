import type { JsonObject } from '#base'
import {
  bind,
  type CompileContext,
  compileExpression,
  compileTemplate,
  type Environment,
  type Evaluate,
  equal,
  isObject,
  parseExpression,
  parseTemplate,
} from '#lang'
import type { Model } from '#model'
import type { Entity, World } from '#state'
import { settle } from '../derive/derive-entity.ts'
import { within } from '../model-error.ts'
import { compileEmission, type Emission } from '../webhooks/compile-emission.ts'

type Moments = Readonly<Record<string, number>>

/** Changes that come by themselves. */
export interface Later {
  /** When the fields that they are about took their values, for an entity that is written now. */
  since(collection: string, before: Entity | undefined, value: JsonObject, nowMs: number): Moments | undefined
  /** Whether others are told of any of it. */
  readonly isTold: boolean
  /** Makes all changes that are due, each at its time; `emitted` takes what others are told of them. */
  advance(world: World, environment: Environment, emitted?: Emission[]): void
}

interface Rule {
  readonly collection: string
  readonly of: string
  readonly when: Evaluate | undefined
  readonly at: Evaluate
  /** The fields to set; undefined where the entity ends. */
  readonly set: Evaluate | undefined
  readonly tell: readonly ((environment: Environment) => Emission | undefined)[]
}

/** An entity changes no more often than this at once. */
const changesMax = 1000

/** Undefined where nothing happens by itself. */
export function compileLater(model: Pick<Model, 'collections'>, context: CompileContext): Later | undefined {
  const rules = Object.entries(model.collections).flatMap(([collection, { later = [] }]) =>
    later.map((rule, at): Rule => within(`later ${at + 1} of "${collection}"`, () => compileRule(collection, rule, context))),
  )
  if (rules.length === 0) return undefined
  const byCollection = Map.groupBy(rules, ({ collection }) => collection)
  const watched = new Map([...byCollection].map(([collection, own]) => [collection, new Set(own.map(({ of }) => of))]))
  const since = (collection: string, before: Entity | undefined, value: JsonObject, nowMs: number): Moments | undefined => {
    const fields = watched.get(collection)
    if (!fields) return undefined
    const moments: Record<string, number> = { '': before?.since?.[''] ?? nowMs }
    for (const field of fields) {
      if (field === '') continue
      const known = before?.since?.[field]
      moments[field] = before && known !== undefined && equal(before.value[field], value[field]) ? known : nowMs
    }
    return moments
  }
  return {
    since,
    isTold: rules.some(({ tell }) => tell.length > 0),
    advance: (world, environment, emitted = []) => {
      const told: Emission[] = []
      for (const [collection, own] of byCollection)
        for (const entity of [...world.entities(collection)]) advanceEntity(entity, own, { world, environment, since, told })
      // One entity was taken after the other; others are told in the order of time.
      emitted.push(...told.sort((one, other) => (one.atMs ?? 0) - (other.atMs ?? 0)))
    },
  }
}

type LaterRule = NonNullable<Model['collections'][string]['later']>[number]

function compileRule(collection: string, rule: LaterRule, context: CompileContext): Rule {
  const inner = { ...context, names: new Set(['self', 'since']) }
  const compile = (text: string) => compileExpression(parseExpression(text), inner)
  return {
    collection,
    of: rule.of ?? '',
    when: rule.when === undefined ? undefined : compile(rule.when),
    at: compile(rule.at),
    set: rule.delete ? undefined : compileTemplate(parseTemplate(rule.set ?? {}), inner),
    tell: (rule.tell ?? []).map((emission) => compileEmission(emission, { ...context, names: new Set(['self', 'was']) })),
  }
}

interface Advance {
  readonly world: World
  readonly environment: Environment
  readonly since: Later['since']
  readonly told: Emission[]
}

/** Changes of one entity one after the other, the earliest first. */
function advanceEntity(entity: Entity, rules: readonly Rule[], { world, environment, since, told }: Advance): void {
  let current = entity
  for (let count = 0; count < changesMax; count++) {
    const due = earliest(current, rules, environment)
    if (!due) return
    const { rule, atMs } = due
    const then = { ...environment, nowMs: atMs }
    const tell = (value: JsonObject) => {
      const own = bind(bind(then, 'self', value), 'was', current.value)
      for (const emit of rule.tell) {
        const emission = emit(own)
        if (emission) told.push({ ...emission, atMs })
      }
    }
    if (!rule.set) {
      tell(current.value)
      world.delete(rule.collection, current.key)
      return
    }
    const change = rule.set(bind(then, 'self', current.value))
    if (!isObject(change)) return
    const value = settle({ ...current.value, ...change }) as JsonObject
    world.put(rule.collection, current.parts, value, since(rule.collection, current, value, atMs))
    tell(value)
    const next = world.entity(rule.collection, current.key)
    if (!next) return
    current = next
  }
}

function earliest(entity: Entity, rules: readonly Rule[], environment: Environment): { rule: Rule; atMs: number } | undefined {
  let due: { rule: Rule; atMs: number } | undefined
  for (const rule of rules) {
    const own = bind(bind(environment, 'self', entity.value), 'since', entity.since?.[rule.of])
    if (rule.when && rule.when(own) !== true) continue
    const atMs = rule.at(own)
    if (typeof atMs !== 'number' || atMs > environment.nowMs || (due && due.atMs <= atMs)) continue
    due = { rule, atMs }
  }
  return due
}
