import type { Json } from '#base'
import type { CollectionDraft } from '../collection/collection-draft.ts'
import { History } from '../explain/history.ts'
import { Scopes } from '../explain/scope.ts'
import type { Timeline } from '../timeline/timeline.ts'
import { fillRenewals } from './fill-renewals.ts'
import { explainCompanion, printSum } from './find-companions.ts'
import { findGuard } from './find-guard.ts'
import { findCountRow, findMomentRow, type Row } from './find-renewal.ts'
import { intervalsOf, sightsOf } from './intervals.ts'
import { printRenewal, printStep, type Renewal } from './renewal.ts'

/** Share of the times without a renewal in which what goes with it may have moved all the same. */
const aloneMax = 0.1

/**
 * Finds what happens to entities again and again, a period after the other, while nobody writes to them: terms that are renewed, numbers that count. Their
 * fields are kept from then on, with the renewals at their times, however many came between two looks.
 */
export function inferRenewals(timeline: Timeline): void {
  for (const collection of timeline.collections) {
    if (collection.graph) continue
    const derived = new Set(Object.keys(collection.derived ?? {}).map((path) => path.split('.')[0]))
    const moving = timeline.moving(collection.name).filter((field) => !derived.has(field))
    const renewals: Renewal[] = []
    const isFree = (field: string) => !renewals.some(({ set }) => Object.hasOwn(set, field))
    for (;;) {
      const found = findRenewal(collection, moving.filter(isFree), timeline)
      if (found === undefined) break
      renewals.push(found)
    }
    if (renewals.length === 0) continue
    collection.later = [...(collection.later ?? []), ...renewals.map(printRenewal)]
    collection.renewals = renewals
    collection.background = new Set([...(collection.background ?? []), ...renewals.flatMap(({ set }) => Object.keys(set))])
    timeline.retrack(collection)
    fillRenewals(collection, timeline)
  }
}

/** The renewal that explains most of these fields; what is due at a moment that it names goes first. */
function findRenewal(collection: CollectionDraft, fields: readonly string[], timeline: Timeline): Renewal | undefined {
  if (fields.length === 0) return undefined
  const spans = sightsOf(collection, new Set(fields), timeline)
  const context = { scopes: new Scopes(timeline), history: new History(timeline.sessions) }
  const rows = fields.flatMap((field) => findMomentRow(spans, field, timeline) ?? findCountRow(spans, field, timeline) ?? [])
  const found = rows.flatMap((row) => {
    const when = findGuard(row)
    if (when === undefined) return []
    const others = fields.filter((field) => field !== row.lead && !movesAlone(field, row, spans, timeline))
    const companions = others.flatMap((field): [string, Json][] => {
      const value = explainCompanion(field, row, context, collection.name)
      return value === undefined ? [] : [[field, value]]
    })
    const { lead, offsetMs, isCounted } = row
    const set = { [lead]: ownStep(row), ...Object.fromEntries(companions) }
    return [{ lead, offsetMs, isCounted, ...(when === 'all' ? {} : { when }), set } satisfies Renewal]
  })
  const rank = ({ set, isCounted, offsetMs }: Renewal) => Object.keys(set).length * 10 + (isCounted ? 0 : 5) + (offsetMs === 0 ? 2 : 0)
  return found.sort((a, b) => rank(b) - rank(a) || (a.lead < b.lead ? -1 : 1))[0]
}

function ownStep({ lead, step }: Row): Json {
  return 'period' in step ? printStep(lead, step.period, step.format) : { $: printSum(lead, step.by) }
}

/** Whether a field moves where the lead stays. */
function movesAlone(field: string, { lead }: Row, spans: ReturnType<typeof sightsOf>, timeline: Timeline): boolean {
  const idle = intervalsOf(spans, lead, timeline).filter(({ before, after }) => before.values[lead] === after.values[lead])
  const moved = idle.filter(({ before, after }) => JSON.stringify(before.values[field]) !== JSON.stringify(after.values[field]))
  return moved.length > idle.length * aloneMax
}
