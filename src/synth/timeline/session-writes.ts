import type { Json } from '#base'
import { looksRandom } from '#compare'
import { isList, isObject } from '#lang'
import { type Call, isRead, isSuccess } from '../call.ts'
import type { CollectionDraft } from '../collection/collection-draft.ts'
import { locatedKey } from '../collection/located-sites.ts'
import { parameterOf } from './track.ts'

/** Shorter texts meet by chance. */
const surpriseMin = 6

/** The successful writes of a session, found by what they name: a session may be long. */
export class SessionWrites {
  readonly #writes: readonly Call[]
  readonly #byText = new Map<string, Call[]>()
  readonly #byKey = new Map<CollectionDraft, Map<string, Call[]>>()

  constructor(calls: readonly Call[]) {
    // A bulk request does what its items do; one that comes again does nothing.
    this.#writes = calls.filter((call) => !isRead(call) && isSuccess(call) && !call.bulk && !call.isRepeated)
    for (const call of this.#writes) {
      const texts = new Set<string>()
      collectTexts(call.request.body, texts)
      for (const text of texts) if (text.length >= surpriseMin) push(this.#byText, text, call)
    }
  }

  /** Whether anything was deleted between two calls. */
  deletesBetween(since: number, until: number): boolean {
    return this.between(since, until).some(({ request }) => request.method === 'DELETE')
  }

  /** The writes after the call with index `since` and before `until`. */
  between(since: number, until: number): Call[] {
    return this.#writes.filter(({ index }) => index > since && index < until)
  }

  /** The last write after the call with index `since` and not after `until`. */
  lastBetween(since: number, until: number): Call | undefined {
    let low = 0
    let high = this.#writes.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#writes[middle] as Call).index <= until) low = middle + 1
      else high = middle
    }
    const last = this.#writes[low - 1]
    return last && last.index > since ? last : undefined
  }

  /** The first PUT to a path that ends in a key at a place, before the call with index `until`. */
  putAt(space: string, key: string, until: number): Call | undefined {
    return this.#writes.find(
      ({ request, route, path, index }) =>
        index < until &&
        request.method === 'PUT' &&
        route.segments.at(-1)?.space === space &&
        path[route.segments.at(-1)?.parameter ?? ''] === key,
    )
  }

  /** Writes that name an entity: in their path, their answer, or (for keys that don't meet by chance) their body; in order. */
  naming(collection: CollectionDraft, keys: ReadonlySet<string>, own: string): Call[] {
    let index = this.#byKey.get(collection)
    if (!index) {
      index = this.#indexKeys(collection)
      this.#byKey.set(collection, index)
    }
    const named = new Set<Call>()
    for (const key of keys) for (const call of index.get(`path ${key}`) ?? []) named.add(call)
    for (const call of index.get(`answer ${own}`) ?? []) named.add(call)
    for (const call of own.length >= surpriseMin ? (this.#byText.get(own) ?? []) : []) named.add(call)
    return [...named].sort((a, b) => a.index - b.index)
  }

  /** The write after `from` and before `until` whose body shares most texts with a value; the latest of several. */
  closestTo(value: Json, from: number, until: number): Call | undefined {
    const texts = new Set<string>()
    collectTexts(value, texts)
    const shared = new Map<Call, number>()
    for (const text of texts) {
      for (const call of this.#byText.get(text) ?? [])
        if (call.index > from && call.index < until) shared.set(call, (shared.get(call) ?? 0) + 1)
    }
    let best: Call | undefined
    for (const [call, count] of shared) {
      const most = best === undefined ? 0 : (shared.get(best) ?? 0)
      if (count > most || (count === most && call.index > (best?.index ?? -1))) best = call
    }
    return best
  }

  #indexKeys(collection: CollectionDraft): Map<string, Call[]> {
    const index = new Map<string, Call[]>()
    const mine = new Set(this.#writes)
    for (const call of this.#writes) {
      const value = collection.space === undefined ? undefined : parameterOf(call, collection.space)
      if (value !== undefined) push(index, `path ${value}`, call)
      const located = locatedKey(call, collection)
      if (located !== undefined) push(index, `answer ${located}`, call)
    }
    for (const { site, keyField } of collection.sites) {
      for (const { call, object } of site.instances) if (mine.has(call)) push(index, `answer ${String(object[keyField])}`, call)
    }
    return index
  }
}

function push(index: Map<string, Call[]>, key: string, call: Call): void {
  const list = index.get(key)
  if (list) list.push(call)
  else index.set(key, [call])
}

/** The texts anywhere in a value; keys of maps count where they look made up, as those of entities do and names of fields don't. */
export function collectTexts(value: Json | undefined, into: Set<string>): void {
  if (typeof value === 'string') into.add(value)
  else if (isList(value)) for (const item of value) collectTexts(item, into)
  else if (isObject(value)) {
    for (const [key, item] of Object.entries(value)) {
      if (looksRandom(key)) into.add(key)
      collectTexts(item, into)
    }
  }
}
