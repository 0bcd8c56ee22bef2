import type { Json, JsonObject } from '#base'
import { type HistoryView, isList, isObject, type Value } from '#lang'

/** A session that names more values than this has its first ones remembered. */
const namesMax = 100_000
/** Longer texts name nothing. */
const nameLengthMax = 80
const depthMax = 6

/** The writes that a session accepted: by route, and by the values that they named. */
export class RequestHistory implements HistoryView {
  readonly #routes = new Set<string>()
  readonly #byName = new Map<string, Set<string>>()

  asked(route: string): boolean {
    return this.#routes.has(route)
  }

  touched(route: string, path: JsonObject): boolean {
    const name = Object.values(path).at(-1)
    return typeof name === 'string' && this.#byName.get(name)?.has(route) === true
  }

  /** Routes of accepted writes. */
  get routes(): Iterable<string> {
    return this.#routes
  }

  /** A write was accepted; `values` are what it sent and what came back. */
  note(route: string, values: readonly Value[]): void {
    this.#routes.add(route)
    for (const value of values) this.#noteNames(route, value, 0)
  }

  #noteNames(route: string, value: Value, depth: number): void {
    if (depth > depthMax) return
    if (isList(value)) for (const item of value) this.#noteNames(route, item, depth + 1)
    else if (isObject(value)) for (const item of Object.values(value)) this.#noteNames(route, item as Json, depth + 1)
    else if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint') this.#noteName(route, String(value))
  }

  #noteName(route: string, name: string): void {
    if (name.length > nameLengthMax) return
    const routes = this.#byName.get(name)
    if (routes) routes.add(route)
    else if (this.#byName.size < namesMax) this.#byName.set(name, new Set([route]))
  }
}
