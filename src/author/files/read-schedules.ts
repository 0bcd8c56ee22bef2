import type { Json } from '#base'
import { isList, isObject } from '#lang'
import type { Collection, Machine } from '#model'
import type { EntityRules, EntitySchedule } from './author-schema.ts'
import { readPeriod, type Trigger } from './grammar/trigger.ts'
import { inside, type Place, type Problems } from './problems.ts'
import type { Resource } from './resource.ts'
import { at, both, text } from './say.ts'

type Later = NonNullable<Collection['later']>[number]

/** What the expressions of such a rule may name. */
const names = ['self', 'since', 'began']

interface Context {
  readonly problems: Problems
  readonly place: Place
  check(expression: string, place: Place, names?: readonly string[]): boolean
}

/** A transition that time makes. */
export function timedMove(
  trigger: Extract<Trigger, { kind: 'time' | 'moment' }>,
  move: {
    readonly from: readonly string[]
    readonly to: string
    readonly resource: Resource
    readonly place: Place
    readonly problems: Problems
  },
): Later {
  const of = stateField(move.resource, move.place, move.problems)
  const moment =
    trigger.kind === 'moment' ? `moment(${at('self', [trigger.field])})` : `plus(coalesce(since, began), ${text(trigger.period)})`
  return { when: isIn(move.resource, move.from), at: moment, of, set: { [of]: move.to } }
}

/** What time does to an entity by its `schedules`, and the transitions among it, for people. */
export function readSchedules(
  { schedules = [] }: EntityRules,
  resource: Resource,
  context: Context,
): { readonly later: readonly Later[]; readonly shown: Machine['transitions'] } {
  const shown: Machine['transitions'] = []
  const later = schedules.map((schedule, index): Later => {
    const place = inside(context.place, 'schedules', index)
    const { name, every, cron, zone, to } = schedule
    const states = schedule.in === undefined ? undefined : [schedule.in].flat()
    if (to !== undefined) shown.push(...(states ?? resource.state?.states ?? []).map((from) => ({ from, to, on: 'time', count: 0 })))
    checkExpressions(schedule, place, context)
    const tests = [...(states ? [isIn(resource, states)] : []), ...(schedule.when === undefined ? [] : [schedule.when])]
    const field = states || to !== undefined ? stateField(resource, place, context.problems) : undefined
    return {
      ...(name === undefined ? {} : { name }),
      ...(tests.length > 0 ? { when: both(...tests) } : {}),
      ...(schedule.at === undefined ? {} : { at: schedule.at }),
      ...(every === undefined ? {} : { every: periodOf(every, place, context) }),
      ...(schedule.from === undefined ? {} : { from: schedule.from }),
      ...(cron === undefined ? {} : { cron }),
      ...(zone === undefined ? {} : { zone }),
      ...(states && field !== undefined ? { of: field } : {}),
      ...setOf(schedule, field),
      ...(schedule.delete ? { delete: true as const } : {}),
      ...(schedule.do ? { do: schedule.do } : {}),
    }
  })
  return { later, shown }
}

function setOf({ set, to }: EntitySchedule, field: string | undefined): { set?: Json } {
  if (to === undefined || field === undefined) return set === undefined ? {} : { set }
  // a template that is no map of fields can't be put together with the state
  return { set: isObject(set) && !isList(set) ? { ...set, [field]: to } : { ...(set === undefined ? {} : { '...0': set }), [field]: to } }
}

function periodOf(every: string, place: Place, { problems }: Context): string {
  const period = readPeriod(every.replace(/^every /i, ''))
  if (period === undefined)
    problems.error(inside(place, 'every'), `"${every}" is no period`, 'say it as month, 2 weeks, 15m, 1mo; or as cron: "0 2 * * *"')
  return period ?? every
}

function checkExpressions(schedule: EntitySchedule, place: Place, { check }: Context): void {
  for (const key of ['when', 'at', 'from'] as const) {
    const expression = schedule[key]
    if (expression !== undefined) check(expression, inside(place, key), names)
  }
}

/** Whether the entity is in one of the states; one that says none is in the first. */
function isIn({ state }: Resource, states: readonly string[]): string {
  const value = `coalesce(${at('self', [state?.path ?? 'status'])}, ${text(state?.initial ?? '')})`
  return `${value} in [${states.map(text).join(', ')}]`
}

function stateField({ state }: Resource, place: Place, problems: Problems): string {
  const path = state?.path ?? 'status'
  if (path.includes('.'))
    problems.error(
      place,
      `the state lies within another field, ${path}: time can only move one that is a field of its own`,
      'say field: NAME of the entity',
    )
  return path
}
