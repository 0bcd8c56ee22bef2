import type { Json } from '#base'
import { looksRandom } from '#compare'
import { generalPath } from './general-path.ts'
import { placePattern } from './place-pattern.ts'
import type { PreparedExchange } from './prepared-exchange.ts'
import { valuesAt } from './values-at.ts'

/** More different words than this are no enumeration. */
const wordsMax = 12
/** An enumeration repeats itself: so often as many values as words. */
const repeats = 3

/** Fields that recorded answers only ever showed with one of few words. Looked for when asked. */
export class EnumFields {
  readonly #sessions: readonly (readonly PreparedExchange[])[]
  #byPlace: ReadonlyMap<string, readonly PreparedExchange[]> | undefined
  readonly #known = new Map<string, ReadonlySet<Json> | undefined>()

  constructor(sessions: readonly (readonly PreparedExchange[])[]) {
    this.#sessions = sessions
  }

  /** The words that the field at `path` of the answers to such requests was seen to hold; undefined where it is no enumeration. */
  wordsOf(method: string, target: string, path: string): ReadonlySet<Json> | undefined {
    const place = `${method} ${placePattern(target)}`
    const key = `${place} ${generalPath(path)}`
    if (!this.#known.has(key)) {
      this.#byPlace ??= Map.groupBy(this.#sessions.flat(), ({ request }) => `${request.method} ${placePattern(request.target)}`)
      this.#known.set(key, readWords(this.#byPlace.get(place) ?? [], generalPath(path)))
    }
    return this.#known.get(key)
  }
}

function readWords(exchanges: readonly PreparedExchange[], path: string): ReadonlySet<Json> | undefined {
  const words = new Set<Json>()
  let seen = 0
  for (const { response } of exchanges) {
    if (response.body.kind !== 'json') continue
    for (const value of valuesAt(response.body.value, path)) {
      if (typeof value !== 'string' || !/^[A-Za-z][\w.:-]{0,39}$/.test(value) || looksRandom(value)) return undefined
      words.add(value)
      seen++
      if (words.size > wordsMax) return undefined
    }
  }
  return words.size >= 2 && seen >= repeats * words.size ? words : undefined
}
