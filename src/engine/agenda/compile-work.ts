import { type JsonObject, nextCron, nextOf, parseCron, parsePeriod } from '#base'
import {
  type CompileContext,
  compileExpression,
  compileTemplate,
  type Environment,
  type Evaluate,
  parseExpression,
  parseTemplate,
  parseTime,
  restsOn,
  type Value,
} from '#lang'
import type { Collection, Schedule } from '#model'
import type { Entity } from '#state'
import { compileEffects, type RunEffects } from '../compile-effects.ts'
import { ModelError } from '../model-error.ts'
import { compileEmission, type Emission } from '../webhooks/compile-emission.ts'

/** Something that happens by itself: to the entities of a collection, or at all. */
export interface Work {
  /** How the agenda calls it. */
  readonly name: string
  /** Undefined: it is about no entity. */
  readonly collection: string | undefined
  /** Of what is due at one moment, the least goes first. */
  readonly place: number
  /** The field since whose change `since` counts. */
  readonly of: string
  readonly when: Evaluate | undefined
  /**
   * When it is due for what the environment is about, after a moment up to which it has been done; undefined when it is not. Work that is
   * `lasting` is due until the entity is another, however long ago its time was; other work is due at single times.
   */
  dueMs(environment: Environment, afterMs: number): number | undefined
  readonly isLasting: boolean
  /** When it is due hangs on the entity alone. */
  readonly isOwn: boolean
  /** The fields to set. */
  readonly set: Evaluate | undefined
  readonly deletes: boolean
  readonly run: RunEffects | undefined
  /** What others are told of it, over `self` and `was`. */
  readonly tell: readonly ((environment: Environment) => Emission | undefined)[]
}

type Rule = NonNullable<Collection['later']>[number]

const entityNames: ReadonlySet<string> = new Set(['self', 'since', 'began'])

const toldNames: ReadonlySet<string> = new Set(['self', 'was'])

export function compileEntityWork(
  collection: string,
  rule: Rule,
  { place, at }: { place: number; at: number },
  around: CompileContext,
): Work {
  const context = { ...around, names: entityNames }
  const times = rule.at === undefined ? compileRow(rule, 'coalesce(since, began)', context) : compileMoment(rule, rule.at, context)
  const when = rule.when === undefined ? undefined : compileExpression(parseExpression(rule.when), context)
  const isOwn = times.isOwn && (!times.isLasting || rule.when === undefined || restsOn(parseExpression(rule.when), entityNames))
  return {
    name: rule.name ?? `${collection}: later ${at + 1}`,
    collection,
    place,
    of: rule.of ?? '',
    when,
    ...times,
    isOwn,
    set: rule.set === undefined ? undefined : compileTemplate(parseTemplate(rule.set), context),
    deletes: rule.delete === true,
    run: rule.do && compileEffects(rule.do, context).run,
    tell: (rule.tell ?? []).map((emission) => compileEmission(emission, { ...around, names: toldNames })),
  }
}

export function compileSchedule(schedule: Schedule, place: number, around: CompileContext): Work {
  const context = { ...around, names: new Set(['began']) }
  return {
    name: schedule.name,
    collection: undefined,
    place,
    of: '',
    when: schedule.when === undefined ? undefined : compileExpression(parseExpression(schedule.when), context),
    ...compileRow(schedule, 'began', context),
    set: undefined,
    deletes: false,
    run: compileEffects(schedule.do, context).run,
    tell: [],
  }
}

/** The same with what the expressions of a work are about. */
export function bindWork(
  environment: Environment,
  { of }: Pick<Work, 'of'>,
  { entity, self = entity?.value, beganMs }: { entity: Entity | undefined; self?: JsonObject | undefined; beganMs: number },
): Environment {
  const locals = entity === undefined ? { began: beganMs } : { self, since: entity.since?.[of], began: beganMs }
  return { ...environment, locals }
}

type Times = Pick<Work, 'dueMs' | 'isLasting' | 'isOwn'>

/** A single time. A change lasts until it is made; what is only done is done at its time, or not at all. */
function compileMoment({ set, delete: deletes }: Rule, text: string, context: CompileContext): Times {
  const expression = parseExpression(text)
  const at = compileExpression(expression, context)
  const isLasting = set !== undefined || deletes === true
  return {
    dueMs: (environment, afterMs) => {
      const atMs = toMoment(at(environment))
      return atMs === undefined || (!isLasting && atMs <= afterMs) ? undefined : atMs
    },
    isLasting,
    isOwn: restsOn(expression, context.names),
  }
}

/** Times that come again and again. */
function compileRow(
  { every, cron, from, zone = 'UTC' }: Pick<Rule, 'every' | 'cron' | 'from' | 'zone'>,
  begin: string,
  context: CompileContext,
): Times {
  if (cron !== undefined) {
    const read = parseCron(cron)
    if (typeof read === 'string') throw new ModelError(read)
    return { dueMs: (_, afterMs) => nextCron(read, afterMs, zone), isLasting: false, isOwn: true }
  }
  const period = parsePeriod(every ?? '')
  if (period === undefined) throw new ModelError(`every: "${every}" is no period`)
  const expression = parseExpression(from ?? begin)
  const first = compileExpression(expression, context)
  return {
    dueMs: (environment, afterMs) => {
      const firstMs = toMoment(first(environment))
      return firstMs === undefined ? undefined : nextOf(firstMs, period, afterMs, zone)
    },
    isLasting: false,
    isOwn: restsOn(expression, context.names),
  }
}

/** A number is ms since 1970, whichever; a text is one that names a moment. */
function toMoment(value: Value): number | undefined {
  return typeof value === 'number' ? value : typeof value === 'string' ? parseTime(value) : undefined
}
