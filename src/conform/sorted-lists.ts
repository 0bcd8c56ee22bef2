import type { Json } from '#base'
import { looksRandom, type Sorting, waysOf } from '#compare'
import { generalPath } from './general-path.ts'
import { placePattern } from './place-pattern.ts'
import type { PreparedExchange } from './prepared-exchange.ts'
import { valuesAt } from './values-at.ts'

/** What recorded answers show of the order of their lists: a list that once ran otherwise is not sorted so. Looked for when asked. */
export class SortedLists {
  readonly #sessions: readonly (readonly PreparedExchange[])[]
  #byPlace: ReadonlyMap<string, readonly PreparedExchange[]> | undefined
  readonly #known = new Map<string, boolean>()

  constructor(sessions: readonly (readonly PreparedExchange[])[]) {
    this.#sessions = sessions
  }

  /** Whether each recorded list at `path` of the answers to such requests runs under this sorting, all the same way. */
  maySortBy(method: string, target: string, path: string, sorting: Sorting): boolean {
    const place = placeOf(method, target)
    const key = JSON.stringify([place, generalPath(path), sorting.by, sorting.within])
    let known = this.#known.get(key)
    if (known === undefined) {
      this.#byPlace ??= Map.groupBy(this.#sessions.flat(), ({ request }) => placeOf(request.method, request.target))
      known = maySort(this.#byPlace.get(place) ?? [], generalPath(path), sorting, wordsOf(target))
      this.#known.set(key, known)
    }
    return known
  }
}

/** With the query, for it often says how to sort; ids and numbers in it do not. */
function placeOf(method: string, target: string): string {
  const mark = target.indexOf('?')
  const query =
    mark === -1 ? '' : target.slice(mark).replace(/[0-9A-Za-z]+/g, (word) => (/^\d+$/.test(word) || looksRandom(word) ? '*' : word))
  return `${method} ${placePattern(target)}${query}`
}

/** A list that runs by a key which the query names is sorted by that, and by nothing else. */
function maySort(exchanges: readonly PreparedExchange[], path: string, sorting: Sorting, words: readonly string[]): boolean {
  const lists = exchanges.flatMap(({ response }) => (response.body.kind === 'json' ? [...valuesAt(response.body.value, path)] : []))
  const named = words.filter((word) => word !== sorting.by && word !== sorting.within)
  return runOneWay(lists, sorting) && !named.some((by) => runStrictly(lists, by))
}

function wordsOf(target: string): string[] {
  return (target.split('?', 2)[1] ?? '').match(/[A-Za-z_][\w-]*/g) ?? []
}

function runOneWay(lists: readonly Json[], sorting: Sorting): boolean {
  let ways: readonly number[] = [1, -1]
  for (const list of lists) {
    if (!Array.isArray(list)) continue
    const own: readonly number[] = waysOf(list, sorting)
    ways = ways.filter((way) => own.includes(way))
    if (ways.length === 0) return false
  }
  return true
}

/** Whether some of the lists can tell, and all run one way by the values under this key. */
function runStrictly(lists: readonly Json[], by: string): boolean {
  const told = lists.filter((list) => Array.isArray(list) && list.length > 1)
  return (
    told.length > 0 &&
    runOneWay(told, { by, within: undefined }) &&
    told.some((list) => waysOf(list as Json[], { by, within: undefined }).length === 1)
  )
}
