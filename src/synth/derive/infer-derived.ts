import type { Json } from '#base'
import { equal, isList, isObject, printLiteral } from '#lang'
import { isRead, valueKey } from '../call.ts'
import { type CollectionDraft, keyFields } from '../collection/collection-draft.ts'
import type { ExplainContext } from '../explain/explanation-context.ts'
import { History } from '../explain/history.ts'
import { Scopes } from '../explain/scope.ts'
import { explainFold } from '../fold/explain-fold.ts'
import { unsteadyCounters } from '../timeline/fill-counters.ts'
import type { Timeline } from '../timeline/timeline.ts'
import { type DerivedReading, readingsOf, shownEntities } from './derived-readings.ts'
import { entityFields, fewValues } from './entity-fields.ts'
import { learnCount } from './learn-count.ts'
import { type DerivedRule, learnJoin } from './learn-join.ts'
import { learnLabel } from './learn-label.ts'
import { learnState } from './learn-state.ts'
import { learnTotal } from './learn-total.ts'

const roundsMax = 3
/** Share of its readings that a derived field must give. */
const hitsMin = 0.9
/** The same of a number that is kept unless others give it. */
const countedMin = 0.97

/**
 * Finds the fields that are no state of their own: what the clock decides (`expired`), and what is made of other entities whenever the entity
 * is read. They are noted with their collections and put into the timeline, so that all that comes later sees them as fields like others.
 */
export function inferDerived(timeline: Timeline): void {
  const add = (collection: CollectionDraft, path: string, rule: DerivedRule) => {
    collection.derived = { ...collection.derived, [path]: rule.text }
    timeline.derive()
  }
  for (const collection of timeline.collections.filter(({ graph, parents }) => !graph && parents.length === 0)) {
    const scopes = new Scopes(timeline)
    const shown = shownEntities(collection, scopes)
    for (const path of new Set(shown.flatMap(({ object }) => Object.keys(object)))) {
      if (isKey(collection, path)) continue
      const rule = isSetByClients(readingsOf(shown, path), path) ? undefined : learnTotal(path, shown, collection, scopes)
      if (rule) add(collection, path, rule)
    }
  }
  for (const collection of timeline.collections) {
    const scopes = new Scopes(timeline)
    const shown = shownEntities(collection, scopes)
    for (const { path } of entityFields(shown.map(({ object }) => object)).filter((field) => fewValues(field).length > 1)) {
      const readings = readingsOf(shown, path)
      const rule = isSetByClients(readings, path) ? undefined : (learnState(readings, path, scopes) ?? learnLabel(readings, path))
      if (rule) add(collection, path, rule)
    }
  }
  const history = new History(timeline.sessions)
  for (let round = 0; round < roundsMax; round++) {
    let found = 0
    for (const collection of timeline.collections) {
      for (const path of openPaths(collection, timeline)) {
        if (isKey(collection, path) || !isShownEverywhere(collection, path)) continue
        const scopes = new Scopes(timeline)
        const known = new Set(Object.keys(collection.derived ?? {}))
        const rule = learnMoving(readingsOf(shownEntities(collection, scopes), path), path, timeline, { scopes, history }, known)
        if (!rule) continue
        add(collection, path, rule)
        found++
      }
    }
    if (found === 0) break
  }
  inferUnsteady(timeline, add)
}

/** Whether a field names the entity: it may be written as a number here and as a text there, and is not worked out all the same. */
function isKey(collection: CollectionDraft, path: string): boolean {
  return keyFields(collection).includes(path)
}

/** Whether a field is what clients send under its name, whatever that is: state, though it may go with the clock by chance. */
function isSetByClients(readings: readonly DerivedReading[], path: string): boolean {
  const name = path.split('.').at(-1) ?? ''
  const sent = readings.flatMap(({ scope: { call }, target }) =>
    isRead(call) ? [] : sentUnder(name, call.request.body).map((value) => ({ value, isKept: equal(value, target) })),
  )
  return new Set(sent.map(({ value }) => valueKey(value))).size > 1 && sent.every(({ isKept }) => isKept)
}

/** What stands under a name in a body, or in the parts of it. */
function sentUnder(name: string, body: Json | undefined): Json[] {
  if (!isObject(body)) return []
  const own = Object.hasOwn(body, name) ? [body[name] as Json] : []
  return [...own, ...Object.values(body).flatMap((part) => (isObject(part) && Object.hasOwn(part, name) ? [part[name] as Json] : []))]
}

/** Numbers that writes to others move, as what the others are decides: how many of them are open. */
function inferUnsteady(timeline: Timeline, add: (collection: CollectionDraft, path: string, rule: DerivedRule) => void): void {
  for (const collection of timeline.collections.filter(({ graph }) => !graph)) {
    const tracks = timeline.sessions.map((_, session) => timeline.tracks(collection.name, session))
    for (const field of unsteadyCounters(tracks, timeline.sessions)) {
      if (!isShownEverywhere(collection, field)) continue
      const scopes = new Scopes(timeline)
      const shown = shownEntities(collection, scopes).map(({ scope, self: { [field]: _, ...self }, object }) => ({
        // What it was before is no reason for what it is.
        scope: scopes.extend(scope, { self }),
        self,
        object,
      }))
      const readings = readingsOf(shown, field)
      const others = timeline.collections.filter((other) => other !== collection)
      const rule = learnCount(readings, others, scopes)
      if (rule && rule.hits >= readings.length * countedMin) add(collection, field, rule)
    }
  }
}

/** Whether all reads that show entities show a field of theirs: what only some show is a view of their own. */
function isShownEverywhere({ sites }: CollectionDraft, path: string): boolean {
  const [field = ''] = path.split('.')
  const reads = sites.filter(({ site }) => site.instances.some(({ call }) => isRead(call)))
  return reads.every(({ site }) => site.instances.some(({ object }) => Object.hasOwn(object, field)))
}

/** A field that changes where no write explains it. */
function learnMoving(
  readings: readonly DerivedReading[],
  path: string,
  timeline: Timeline,
  context: ExplainContext,
  derived: ReadonlySet<string>,
): DerivedRule | undefined {
  if (readings.length < 3) return undefined
  const { scopes } = context
  const holder = path.slice(0, path.lastIndexOf('.') + 1)
  const isPart = holder !== '' && [...derived].some((other) => other.startsWith(holder))
  const rules = [
    learnJoin(readings, timeline.collections, scopes),
    learnState(readings, path, scopes, derived),
    foldOf(readings, path, context),
    learnCount(readings, timeline.collections, scopes),
    // What stands beside derived fields is derived, too.
    isPart ? commonest(readings) : undefined,
  ]
  const best = rules.reduce((first, rule) => (rule && (!first || rule.hits > first.hits) ? rule : first), undefined)
  return best && best.hits >= readings.length * hitsMin ? best : undefined
}

/** What the entities that hold this one's key come to: their number, a sum, the largest. */
function foldOf(readings: readonly DerivedReading[], path: string, context: ExplainContext): DerivedRule | undefined {
  const folded = explainFold(readings, path.split('.').at(-1) ?? '', context)
  return folded && /\bself\b/.test(folded.text) && folded.text.includes('list("') ? folded : undefined
}

/** The value that nearly all readings have. */
function commonest(readings: readonly DerivedReading[]): DerivedRule | undefined {
  const groups = Map.groupBy(readings, ({ target }) => valueKey(target))
  const [most] = [...groups.values()].sort((a, b) => b.length - a.length)
  const target = most?.[0]?.target
  return most && target !== undefined ? { text: printLiteral(target), hits: most.length } : undefined
}

/** Paths of what moves and is not explained: of a map its parts. Lists come first, since others may be about them. */
function openPaths(collection: CollectionDraft, timeline: Timeline): string[] {
  const moving = timeline.moving(collection.name)
  if (moving.length === 0) return []
  const objects = collection.sites.flatMap(({ site }) => site.instances.map(({ object }) => object))
  const fields = entityFields(objects).filter(
    ({ path, values }) => moving.includes(path.split('.')[0] ?? '') && !(path in (collection.derived ?? {})) && ![...values].some(isObject),
  )
  const isListed = (values: ReadonlySet<Json>) => [...values].some(isList)
  return [...fields].sort((a, b) => Number(isListed(b.values)) - Number(isListed(a.values))).map(({ path }) => path)
}
