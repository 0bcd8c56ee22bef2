import { isList, isObject, type Value } from '#lang'
import type { Route } from '#model'
import { depthMax, itemsMax, type Kind, kindOf, placeBelow } from './places-of.ts'
import type { RequestView } from './request-view.ts'

/** Whether a request has a part of a kind that none had from which its route was learned: a parameter, a field, a negative number in one. */
export function compileKnown(known: Route['known']): (view: RequestView) => boolean {
  const query = known?.query && new Set(known.query)
  const parts = known && (known.body || known.kinds) ? new KnownParts(known.body, known.kinds) : undefined
  return (view) => {
    if (query) for (const name in view.query) if (!query.has(name)) return true
    return parts !== undefined && view.body !== undefined && parts.isNovel(view.body)
  }
}

/** One place of a value: walked to from the place around it, so that its name is put together once and not for each request. */
interface KnownPlace {
  readonly name: string
  /** Those that were met and are known; undefined is what the items of a list have in common. */
  readonly below: Map<string | undefined, KnownPlace>
  readonly kinds: Set<Kind>
}

/** What was met at the places of bodies (see `placesOf` and `kindsOf`). Left out where it is not known. */
class KnownParts {
  readonly #places: ReadonlySet<string> | undefined
  readonly #kinds: ReadonlySet<string> | undefined
  readonly #root: KnownPlace = { name: '', below: new Map(), kinds: new Set() }

  constructor(places: readonly string[] | undefined, kinds: readonly string[] | undefined) {
    this.#places = places && new Set(places)
    this.#kinds = kinds && new Set(kinds)
  }

  isNovel(body: Value): boolean {
    return this.#isNovelBelow(body, this.#root, 0)
  }

  #isNovelBelow(value: Value, place: KnownPlace, depth: number): boolean {
    if (depth > depthMax) return false
    if (isList(value)) {
      const length = Math.min(value.length, itemsMax)
      for (let at = 0; at < length; at++) if (this.#isNovelAt(value[at], place, undefined, depth + 1)) return true
    } else if (isObject(value)) {
      for (const key in value) if (this.#isNovelAt(value[key], place, key, depth + 1)) return true
    }
    return false
  }

  #isNovelAt(value: Value, around: KnownPlace, key: string | undefined, depth: number): boolean {
    const met = around.below.get(key)
    const place = met ?? { name: key === undefined ? `${around.name}[]` : placeBelow(around.name, key), below: new Map(), kinds: new Set() }
    if (!this.#isKnown(place, value, met !== undefined)) return true
    // Only now: of what is not known nothing is kept, for clients may send anything.
    if (met === undefined) around.below.set(key, place)
    return this.#isNovelBelow(value, place, depth)
  }

  #isKnown({ name, kinds }: KnownPlace, value: Value, isMet: boolean): boolean {
    if (name === '') return true
    if (!isMet && this.#places?.has(name) === false) return false
    if (this.#kinds === undefined) return true
    const kind = kindOf(value)
    if (kinds.has(kind)) return true
    if (!this.#kinds.has(`${name} ${kind}`)) return false
    kinds.add(kind)
    return true
  }
}
