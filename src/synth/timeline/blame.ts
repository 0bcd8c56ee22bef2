import type { Json } from '#base'
import { equal, isObject } from '#lang'
import type { Call, Route } from '../call.ts'

interface Counts {
  alone: number
  changed: number
}

/** So often a write must have changed a field while no other could. */
const clearMin = 2

/**
 * Which writes change which fields of an entity: told by the readings that only one write lies between, and asked where several do. A field that
 * some of them are known to change, and others are known not to, was changed by one of the former.
 */
export class Blame {
  readonly #fields = new Map<string, Map<Route, Counts>>()
  /** Whether there is any question that it could answer. */
  isNeeded = false
  #isClosed = false

  /** Takes a reading: what was written since the one before, and whether the field has another value. */
  note(field: string, between: readonly Call[], isChanged: boolean): void {
    if (this.#isClosed) return
    if (between.length > 1 && isChanged) this.isNeeded = true
    const [only, ...others] = between
    if (!only || others.length > 0) return
    const routes = this.#fields.get(field) ?? new Map<Route, Counts>()
    this.#fields.set(field, routes)
    const counts = routes.get(only.route) ?? { alone: 0, changed: 0 }
    routes.set(only.route, counts)
    counts.alone++
    if (isChanged) counts.changed++
  }

  /** From now on what was noted counts. */
  close(): void {
    this.#isClosed = true
  }

  /** Whether some write to the entity mostly changes a field. */
  isClear(field: string): boolean {
    return [...(this.#fields.get(field)?.values() ?? [])].some(({ alone, changed }) => changed >= clearMin && changed * 2 >= alone)
  }

  /** The writes that may have given a field this value: those that send it, else those that change the field most often. */
  likely(field: string, value: Json | undefined, between: readonly Call[]): readonly Call[] {
    if (!this.#isClosed || between.length < 2) return between
    const sent = between.filter(({ request }) => sends(request.body, field, value))
    if (sent.length > 0) return sent
    const routes = this.#fields.get(field)
    const shares = between.map(({ route }) => shareOf(routes?.get(route)))
    const best = Math.max(...shares)
    return between.filter((_, at) => (shares[at] ?? 0) * 2 >= best)
  }
}

/** How often a write changes a field; one that was never alone hardly does. */
function shareOf({ alone, changed }: Counts = { alone: 0, changed: 0 }): number {
  return (changed + 0.05) / (alone + 1)
}

/** Whether a body, or a part of it, holds a value under a name. */
function sends(body: Json | undefined, name: string, value: Json | undefined): boolean {
  if (!isObject(body) || value === undefined) return false
  const parts = [body, ...Object.values(body).filter(isObject)]
  return parts.some((part) => Object.hasOwn(part, name) && equal(part[name], value))
}
