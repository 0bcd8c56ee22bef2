import type { Json, JsonObject } from '#base'
import { equal, isList, isObject, printLiteral, printMember } from '#lang'
import { type Call, isRead, isSuccess, type Route } from '../call.ts'
import { type CollectionDraft, isScalar } from '../collection/collection-draft.ts'
import type { Scopes } from '../explain/scope.ts'
import type { Timeline } from '../timeline/timeline.ts'
import { isAliveAt, type Track } from '../timeline/track.ts'
import { removal } from './removal.ts'

/** An entity that the calls of a route are about, and the expression that finds it before they do anything. */
export interface GraphSubject {
  readonly collection: CollectionDraft
  readonly text: string
}

/** A call with the key of the entity that it is about; undefined where there is none yet. */
interface Case {
  readonly call: Call
  readonly key: string | undefined
}

const shareMin = 0.8

/**
 * The entities that the calls of a route show at their root, change or end: by the key that an argument holds, by fields that equal what is
 * sent, or as the one in a certain state: the order that is active, the line of that order with this product.
 */
export function findGraphSubjects(route: Route, timeline: Timeline, scopes: Scopes): GraphSubject[] {
  const answered = route.calls.filter((call) => isSuccess(call))
  const wanted = timeline.collections
    .filter(({ graph }) => graph !== undefined)
    .map((collection) => ({ collection, cases: casesOf(collection, answered, timeline), isRoot: isRootOf(collection, route) }))
    .filter(({ cases }) => cases.some(({ key }) => key !== undefined))
    .sort((a, b) => Number(b.isRoot) - Number(a.isRoot))
  const found: GraphSubject[] = []
  const isRemoval = route.method === 'MUTATION' && removal.test(route.calls[0]?.field?.name ?? '')
  for (const { collection, cases } of wanted) {
    // What goes with what is removed is for the rules of that.
    if (isRemoval && !collection.graph?.links.has(route) && !isRootOf(collection, route)) continue
    const text = findText(collection, route, cases, found, timeline, scopes)
    if (text !== undefined) found.push({ collection, text })
  }
  return found
}

function isRootOf({ sites }: CollectionDraft, route: Route): boolean {
  return sites.some(({ site }) => site.route === route && site.path.length === 0)
}

/** For each call the entity that it shows at its root or changes, as far as it was there before; calls that have several say nothing. */
function casesOf(collection: CollectionDraft, calls: readonly Call[], timeline: Timeline): Case[] {
  const keyField = collection.graph?.keyField ?? 'id'
  const roots = new Map<Call, string>()
  for (const { site } of collection.sites)
    if (site.path.length === 0)
      for (const { call, object } of site.instances) if (isScalar(object[keyField])) roots.set(call, String(object[keyField]))
  const isRoot = calls.some((call) => roots.has(call))
  return calls.flatMap((call): Case[] => {
    const tracks = timeline.tracks(collection.name, call.session).filter((track) => isAliveAt(track, call.index - 1))
    const own = roots.get(call)
    if (own !== undefined) return [{ call, key: tracks.some(({ key }) => key === own) ? own : undefined }]
    if (isRoot && call.body.value === null) return [{ call, key: undefined }]
    const touched = isRead(call) ? [] : tracks.filter((track) => isTouched(track, call, collection))
    const born = timeline.tracks(collection.name, call.session).filter((track) => track.bornBy === call)
    if (touched.length === 1 && born.length === 0) return [{ call, key: touched[0]?.key }]
    return touched.length === 0 && born.length === 1 && !isRoot ? [{ call, key: undefined }] : []
  })
}

/** Whether a call ends an entity or changes more of it than what follows from others. */
function isTouched(track: Track, call: Call, { graph }: CollectionDraft): boolean {
  if (track.diedBy === call) return true
  const at = track.versions.findIndex((version) => version.at === call.index)
  const [before, after] = [track.versions[at - 1], track.versions[at]]
  if (!before || !after) return false
  return Object.entries(after.value).some(([field, value]) => !graph?.computed?.has(field) && !equal(value, before.value[field]))
}

function findText(
  collection: CollectionDraft,
  route: Route,
  cases: readonly Case[],
  found: readonly GraphSubject[],
  timeline: Timeline,
  scopes: Scopes,
): string | undefined {
  const rate = (text: string) => {
    let right = 0
    for (const { call, key } of cases) {
      const value = scopes.evaluate(text, scopes.create(call))
      const own = isObject(value) ? value[collection.graph?.keyField ?? 'id'] : undefined
      if ((isScalar(own) ? String(own) : undefined) === key) right++
    }
    return right / cases.length
  }
  const name = JSON.stringify(collection.name)
  const links = collection.graph?.links.get(route) ?? []
  const direct = links.flatMap(({ text }) => (text === undefined ? [] : [`find(${name}, ${text})`])).find((text) => rate(text) >= shareMin)
  if (direct !== undefined) return direct
  const tests = proposeTests(collection, cases, found, timeline, scopes)
  let best: { text: string; score: number } | undefined
  const consider = (text: string, cost: number) => {
    const share = rate(text)
    const score = share - cost * 0.02
    if (share >= shareMin && (!best || score > best.score)) best = { text, score }
  }
  const pick = (test: string) => `first(list(${name}).filter(e, ${test}))`
  for (const { text, cost } of tests) consider(pick(text), cost)
  // One test is enough only where it is nearly always right.
  if (!best || (best as { score: number }).score < 0.95)
    for (const [at, one] of tests.entries())
      for (const other of tests.slice(at + 1)) consider(pick(`${one.text} && ${other.text}`), one.cost + other.cost + 0.5)
  return (best as { text: string } | undefined)?.text
}

interface Test {
  readonly text: string
  readonly cost: number
}

const testsMax = 40

/** Tests on `e` that hold for the entities looked for, in most cases. */
function proposeTests(
  collection: CollectionDraft,
  cases: readonly Case[],
  found: readonly GraphSubject[],
  timeline: Timeline,
  scopes: Scopes,
): Test[] {
  const known = cases.flatMap(({ call, key }) => {
    const entity = key === undefined ? undefined : timeline.moment(call, 'before').find(collection.name, key)
    return entity ? [{ call, entity }] : []
  })
  if (known.length === 0) return []
  const fields = new Set(
    known.flatMap(({ entity }) => Object.keys(entity).filter((field) => !isList(entity[field]) && !isObject(entity[field]))),
  )
  const needed = known.length * shareMin
  const tests: Test[] = []
  for (const field of fields) {
    const own = `e${printMember(field)}`
    for (const [text, count] of countSent(known, field))
      if (count >= needed) tests.push({ text: `string(${own}) == string(${text})`, cost: 1 })
    for (const subject of found) {
      const keyField = subject.collection.graph?.keyField ?? 'id'
      const held = known.filter(({ call, entity }) => {
        const value = scopes.evaluate(subject.text, scopes.create(call))
        return isObject(value) && isScalar(entity[field]) && String(value[keyField]) === String(entity[field])
      })
      if (held.length >= needed && field.startsWith('in_'))
        tests.push({ text: `${own} == ${subject.text}${printMember(keyField)}`, cost: 0.5 })
    }
    const literal = commonLabel(
      known.map(({ entity }) => entity),
      field,
      needed,
    )
    if (literal !== undefined) tests.push({ text: `${own} == ${printLiteral(literal)}`, cost: literal === true ? 1 : 1.5 })
  }
  return tests.sort((a, b) => a.cost - b.cost || (a.text < b.text ? -1 : 1)).slice(0, testsMax)
}

/** The places in the arguments that hold the same as a field of the entity, with how often. */
function countSent(known: readonly { readonly call: Call; readonly entity: JsonObject }[], field: string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { call, entity } of known) {
    const value = entity[field]
    if (!isScalar(value)) continue
    const visit = (sent: Json | undefined, text: string, depth: number) => {
      if (isObject(sent) && depth < 3) for (const [key, item] of Object.entries(sent)) visit(item, text + printMember(key), depth + 1)
      else if (isScalar(sent) && String(sent) === String(value)) counts.set(text, (counts.get(text) ?? 0) + 1)
    }
    visit(call.request.body ?? null, 'body', 0)
  }
  return counts
}

/** A flag or a word that nearly all of the entities have. */
function commonLabel(entities: readonly JsonObject[], field: string, needed: number): Json | undefined {
  const counts = new Map<Json, number>()
  for (const entity of entities) {
    const value = entity[field]
    if (typeof value === 'boolean' || (typeof value === 'string' && /^[A-Za-z][A-Za-z_-]*$/.test(value)))
      counts.set(value, (counts.get(value) ?? 0) + 1)
  }
  return [...counts].find(([, count]) => count >= needed)?.[0]
}
