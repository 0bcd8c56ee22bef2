import { equal, printLiteral, printMember, printTemplate, type Template } from '#lang'
import { valueKey } from '../call.ts'
import type { CollectionDraft } from '../collection/collection-draft.ts'
import { explainValue } from '../explain/explain-value.ts'
import { History } from '../explain/history.ts'
import { Scopes } from '../explain/scope.ts'
import type { Timeline } from '../timeline/timeline.ts'
import { versionAt } from '../timeline/track.ts'
import { fillRenewals } from './fill-renewals.ts'
import { fillTransitions } from './fill-transitions.ts'
import { findSchedule, type Schedule, type Step, valueAfter } from './find-schedule.ts'
import { assumedStart, type MovingReading, spansOf, withStart } from './moving-readings.ts'

const explainedMin = 0.9

/** What changes together with a field that moves on by itself. */
export interface Transition extends Step {
  readonly set: Readonly<Record<string, Template>>
}

/**
 * Finds states that move on by themselves, some time after they were entered: jobs that run and are done while nobody writes to them. What else
 * changes with the state is explained as at that time. The fields are kept from then on, with the changes at their times.
 */
export function inferTransitions(timeline: Timeline): void {
  for (const collection of timeline.collections) {
    if (collection.graph) continue
    const derived = new Set(Object.keys(collection.derived ?? {}).map((path) => path.split('.')[0]))
    const moving = new Set(timeline.moving(collection.name).filter((field) => !derived.has(field)))
    if (moving.size === 0) continue
    const seen = spansOf(collection, moving, timeline)
    const start = assumedStart(seen)
    const spans = start ? seen.map((span) => withStart(span, start)) : seen
    const schedules = [...moving].flatMap((field) => findSchedule(field, spans, timeline.sessions) ?? [])
    // The field that tells most states apart leads; texts before numbers.
    const rank = ({ steps, of, misses, field }: Schedule) =>
      steps.length * 10 - (misses / of) * 50 + (typeof steps[0]?.to === 'string' ? 5 : 0) + (/stat(e|us)$/i.test(field) ? 1 : 0)
    const [lead] = schedules.sort((a, b) => rank(b) - rank(a) || (a.field < b.field ? -1 : 1))
    if (lead) learnTransitions(collection, lead, moving, timeline, start)
  }
}

function learnTransitions(
  collection: CollectionDraft,
  lead: Schedule,
  moving: ReadonlySet<string>,
  timeline: Timeline,
  start: MovingReading['values'] | undefined,
): void {
  const context = { scopes: new Scopes(timeline), history: new History(timeline.sessions) }
  const kept = new Set([lead.field])
  const steps = new Map(lead.steps.map((step) => [valueKey(step.from), step]))
  const transitions = lead.steps.map((step): Transition => {
    const cases = casesOf(step, lead, steps, context.scopes)
    const set: Record<string, Template> = {}
    for (const field of moving) {
      if (field === lead.field || !cases.some(({ before, after }) => !equal(before[field], after[field]))) continue
      const cells = cases.map(({ scope, after }) => ({ scope, target: after[field] }))
      const explained = explainValue(cells, context, { path: [collection.name, field] })
      if (explained.hits < explained.of * explainedMin) continue
      set[field] = explained.template
      kept.add(field)
    }
    return { ...step, set }
  })
  const changes = transitions.map(({ from, to, afterMs, set }) => ({
    when: `self${printMember(lead.field)} == ${printLiteral(from)}`,
    of: lead.field,
    at: `since + ${afterMs}`,
    set: { [lead.field]: to, ...Object.fromEntries(Object.entries(set).map(([field, template]) => [field, printTemplate(template)])) },
  }))
  collection.later = [...(collection.later ?? []), ...changes]
  collection.background = new Set([...(collection.background ?? []), ...kept])
  timeline.retrack(collection)
  fillRenewals(collection, timeline)
  fillTransitions(collection, lead.field, transitions, timeline, start)
}

/** Each time that a change was seen: what the entity was before, and what it is after, with a scope at the time of the change. */
function casesOf(step: Step, { field, timed }: Schedule, steps: ReadonlyMap<string, Step>, scopes: Scopes) {
  return timed.flatMap(({ span, sinceMs }) => {
    const [first] = span.readings
    const at = span.readings.findIndex(({ values }) => valueKey(values[field]) === valueKey(step.to))
    const after = span.readings[at]
    const before = span.readings.slice(0, Math.max(0, at)).findLast(({ values }) => Object.hasOwn(values, field)) ?? first
    const start = first?.values[field]
    if (!after || !before || start === undefined || valueKey(start) === valueKey(step.to)) return []
    // The state before may have come and gone unseen.
    const entered = entryOf(step, start, sinceMs, steps)
    if (entered === undefined) return []
    const stored = versionAt(span.track, before.call.index)?.value ?? {}
    const call = { ...after.call, startedAtMs: entered, endedAtMs: entered }
    const self = { ...stored, ...before.values }
    return [{ scope: scopes.extend(scopes.createBare(call), { self }), before: before.values, after: after.values }]
  })
}

/** When a change comes for an entity that began with a value at a time. */
function entryOf(step: Step, start: Step['from'], sinceMs: number, steps: ReadonlyMap<string, Step>): number | undefined {
  for (let current = { value: start, sinceMs }, count = 0; count < steps.size; count++) {
    const next = steps.get(valueKey(current.value))
    if (!next) return undefined
    const atMs = current.sinceMs + next.afterMs
    if (next === step) return atMs
    current = valueAfter(current.value, current.sinceMs, atMs, steps)
  }
  return undefined
}
