import type { Json, JsonObject } from '#base'
import { type HistoryView, isList, isObject, type Value } from '#lang'

/** A session that names more values than this has its first ones remembered. */
const namesMax = 100_000
/** Longer texts name nothing. */
const nameLengthMax = 80
const depthMax = 6

type Counts = readonly (readonly [route: string, count: number])[]

/** A history as data. */
export interface SavedHistory {
  readonly routes: Counts
  readonly byName: readonly (readonly [name: string, routes: Counts])[]
}

/** The writes that a session accepted: by route, and by the values that they named. */
export class RequestHistory implements HistoryView {
  readonly #routes = new Map<string, number>()
  readonly #byName = new Map<string, Map<string, number>>()

  /** A history that has the same past and goes on by itself. */
  fork(): RequestHistory {
    const history = new RequestHistory()
    for (const [route, count] of this.#routes) history.#routes.set(route, count)
    for (const [name, routes] of this.#byName) history.#byName.set(name, new Map(routes))
    return history
  }

  save(): SavedHistory {
    return { routes: [...this.#routes], byName: [...this.#byName].map(([name, routes]) => [name, [...routes]]) }
  }

  static load({ routes, byName }: SavedHistory): RequestHistory {
    const history = new RequestHistory()
    for (const [route, count] of routes) history.#routes.set(route, count)
    for (const [name, counts] of byName) history.#byName.set(name, new Map(counts))
    return history
  }

  asked(route: string): number {
    return this.#routes.get(route) ?? 0
  }

  touched(route: string, path: JsonObject): number {
    const name = Object.values(path).at(-1)
    return typeof name === 'string' ? (this.#byName.get(name)?.get(route) ?? 0) : 0
  }

  /** Routes of accepted writes. */
  get routes(): Iterable<string> {
    return this.#routes.keys()
  }

  /** A write was accepted; `values` are what it sent and what came back. */
  note(route: string, values: readonly Value[]): void {
    this.#routes.set(route, this.asked(route) + 1)
    const names = new Set<string>()
    for (const value of values) collectNames(value, 0, names)
    for (const name of names) this.#noteName(route, name)
  }

  #noteName(route: string, name: string): void {
    const routes = this.#byName.get(name)
    if (routes) routes.set(route, (routes.get(route) ?? 0) + 1)
    else if (this.#byName.size < namesMax) this.#byName.set(name, new Map([[route, 1]]))
  }
}

function collectNames(value: Value, depth: number, into: Set<string>): void {
  if (depth > depthMax) return
  if (isList(value)) for (const item of value) collectNames(item, depth + 1, into)
  else if (isObject(value)) for (const item of Object.values(value)) collectNames(item as Json, depth + 1, into)
  else if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint') {
    const name = String(value)
    if (name.length <= nameLengthMax) into.add(name)
  }
}
