import type { Json, JsonObject } from '#base'
import { entityKey, isList, isObject, parseTime, type Value } from '#lang'
import { type Call, isRead, isSuccess } from '../call.ts'
import { type CollectionDraft, isScalar } from '../collection/collection-draft.ts'
import { type Instance, valueIn } from '../collection/sites.ts'
import { nameRelates } from '../naming.ts'
import { parameterOf, type Track } from './track.ts'

/** A time in which a part stood in the list of its whole. */
export interface PartLife {
  /** Key with those of the parents. */
  readonly key: string
  /** Index of the answer that showed it first. */
  readonly firstAt: number
  readonly bornBy: Call | undefined
  diedBy: Call | undefined
}

/** One answer that shows the whole list of one whole. */
interface Showing {
  readonly call: Call
  readonly items: ReadonlyMap<string, JsonObject>
}

const givenMin = 2

/**
 * Keys of the parts that wholes have from their birth on: shown by the first answer about a whole, while nothing but what made it had been
 * written to it. By session, the calls and the wholes that were there.
 */
export function givenParts(
  collection: CollectionDraft,
  sessions: readonly (readonly Call[])[],
  wholes: readonly (readonly Track[])[],
): Set<string> {
  const counts = new Map<string, number>()
  sessions.forEach((calls, at) => {
    for (const [whole, [first]] of Map.groupBy(showingsOf(collection, calls), ({ whole: key }) => key)) {
      const bornBy = wholes[at]?.find(({ key }) => key === whole)?.bornBy
      if (!first || !bornBy) continue
      const others = calls.slice(bornBy.index + 1, first.call.index + 1)
      if (others.some((call) => !isRead(call) && isSuccess(call) && names(call, collection, whole))) continue
      for (const key of first.items.keys()) counts.set(key, (counts.get(key) ?? 0) + 1)
    }
  })
  return new Set([...counts].filter(([, count]) => count >= givenMin).map(([key]) => key))
}

/** The lives of all parts in one session, by what the lists of their wholes showed and showed no more. */
export function partLives(
  collection: CollectionDraft,
  calls: readonly Call[],
  wholes: readonly Track[],
  given: ReadonlySet<string>,
): Map<string, PartLife[]> {
  const lives = new Map<string, PartLife[]>()
  const writes = calls.filter((call) => !isRead(call) && isSuccess(call))
  for (const [whole, showings] of Map.groupBy(showingsOf(collection, calls), ({ whole: key }) => key)) {
    const track = wholes.find(({ key }) => key === whole)
    const touching = writes.filter((call) => names(call, collection, whole) || call === track?.bornBy)
    for (const life of livesIn(showings, touching, track?.bornBy, given)) {
      const key = `${whole}\u0000${life.key}`
      const known = lives.get(key)
      const own = { ...life, key }
      if (known) known.push(own)
      else lives.set(key, [own])
    }
  }
  return lives
}

function showingsOf(collection: CollectionDraft, calls: readonly Call[]): (Showing & { readonly whole: string })[] {
  const named = calls.flatMap((call) =>
    collection.sites
      .filter(({ site }) => site.route === call.route && isSuccess(call))
      .flatMap(({ site, keyField }) => {
        const list = valueIn(call.body.value, site.path.slice(0, -1))
        const whole = entityKey(collection.parents.map((space) => parameterOf(call, space)))
        if (!isList(list) || whole === undefined) return []
        const items = list.filter(isObject).filter((item) => isScalar(item[keyField]))
        return [{ call, whole, items: new Map(items.map((item) => [String(item[keyField]), item])) }]
      }),
  )
  const session = calls[0]?.session
  const shown = (collection.inWholes ?? []).flatMap(({ site, keyField }) => {
    const own = site.instances.filter(({ call, object, within }) => call.session === session && within && isScalar(object[keyField]))
    return [...Map.groupBy(own, ({ call, within }) => `${call.index} ${entityKey(within ?? [])}`).values()].map((items) => {
      const [{ call, within }] = items as [Instance, ...Instance[]]
      return {
        call,
        whole: entityKey(within ?? []) ?? '',
        items: new Map(items.map(({ object }) => [String(object[keyField]), object])),
      }
    })
  })
  return [...named, ...shown].sort((a, b) => a.call.index - b.call.index)
}

/** Whether a write names the whole: in its path, or by its key in the body. */
function names(call: Call, { parents, partOf }: CollectionDraft, whole: string): boolean {
  if (entityKey(parents.map((space) => parameterOf(call, space))) === whole) return true
  return parents.length === 1 && refersTo(call.request.body, whole, partOf?.noun ?? '', 0)
}

function refersTo(value: Value, key: string, noun: string, depth: number): boolean {
  if (!isObject(value) || depth > 2) return false
  return Object.entries(value).some(
    ([field, item]) => (isScalar(item) && String(item) === key && nameRelates(field, noun)) || refersTo(item, key, noun, depth + 1),
  )
}

function livesIn(
  showings: readonly Showing[],
  touching: readonly Call[],
  wholeBorn: Call | undefined,
  given: ReadonlySet<string>,
): PartLife[] {
  const all: PartLife[] = []
  const present = new Map<string, PartLife>()
  let before: Showing | undefined
  for (const showing of showings) {
    const since = before?.call.index ?? (wholeBorn ? wholeBorn.index - 1 : -1)
    const isKnownSince = before !== undefined || wholeBorn !== undefined
    const between = touching.filter(({ index }) => index > since && index <= showing.call.index)
    const free = new Set(between)
    for (const [key, item] of showing.items) {
      if (present.has(key)) continue
      const isGiven = before === undefined && wholeBorn !== undefined && given.has(key)
      const bornBy = isGiven ? wholeBorn : likeliest(item, key, free, between, wholeBorn, isKnownSince)
      if (bornBy) free.delete(bornBy)
      const life: PartLife = { key, firstAt: showing.call.index, bornBy, diedBy: undefined }
      present.set(key, life)
      all.push(life)
    }
    for (const [key, life] of present) {
      if (showing.items.has(key)) continue
      life.diedBy = between.findLast((call) => Object.values(call.path).includes(key)) ?? between.at(-1) ?? showing.call
      present.delete(key)
    }
    before = showing
  }
  return all
}

/** The write that made a part: at the time that the part tells, with most of what it holds; each makes one where there are enough. */
function likeliest(
  item: JsonObject,
  key: string,
  free: ReadonlySet<Call>,
  all: readonly Call[],
  wholeBorn: Call | undefined,
  isKnownSince: boolean,
): Call | undefined {
  const made = earliestTime(item)
  const rated = all
    .filter((call) => made === undefined || isDuring(made, call))
    .map((call) => ({ call, isFree: free.has(call), shared: sharedTexts(item, key, call) }))
    // Where it may have been there before the session something must speak for a write.
    .filter(({ shared }) => isKnownSince || made !== undefined || shared > 0)
  // What made the whole shares much with any part of it: it counts where nothing else does.
  const rank = ({ call, isFree, shared }: (typeof rated)[number]) => (call === wholeBorn ? -1 : isFree ? 1000 + shared : shared)
  rated.sort((a, b) => rank(b) - rank(a) || a.call.index - b.call.index)
  return rated[0]?.call
}

const resolutionMs = 1100

function isDuring(ms: number, { startedAtMs, endedAtMs }: Call): boolean {
  return ms >= startedAtMs - resolutionMs && ms <= endedAtMs + resolutionMs
}

/** The earliest moment that an entity tells; dates without a time are none. */
function earliestTime(item: JsonObject): number | undefined {
  const times = Object.values(item)
    .filter((value) => typeof value === 'string' && value.length > 10)
    .map((value) => parseTime(value))
    .filter((ms) => ms !== undefined)
  return times.length === 0 ? undefined : Math.min(...times)
}

/** Number of the scalars of a part that the request holds too. */
function sharedTexts(item: JsonObject, key: string, call: Call): number {
  const sent = new Set<string>()
  collect(call.request.body, sent)
  for (const value of Object.values(call.path)) sent.add(value)
  const own = new Set<string>()
  collect(item, own)
  return [...own].filter((text) => sent.has(text)).length + (sent.has(key) ? 1 : 0)
}

/** Texts and numbers in a value, and the names of its fields. */
function collect(value: Json | undefined, into: Set<string>): void {
  if (isScalar(value)) into.add(String(value))
  else if (isList(value)) for (const item of value) collect(item, into)
  else if (isObject(value)) {
    for (const [field, item] of Object.entries(value)) {
      into.add(field)
      collect(item, into)
    }
  }
}
