import type { UnverifiedReason } from '#compare'
import { generalPath } from './general-path.ts'

/** A field that was compared by its format only, or not at all. */
export interface UnverifiedField {
  readonly route: string
  /** With `[]` for every index. */
  readonly path: string
  readonly reason: UnverifiedReason
  /** How often. */
  readonly count: number
}

/** Gathers what a run did not compare by value, field by field. */
export class UnverifiedFields {
  readonly #counts = new Map<string, UnverifiedField>()

  note(route: string, path: string, reason: UnverifiedReason): void {
    const general = generalPath(path)
    const key = `${route}\n${general}\n${reason}`
    this.#counts.set(key, { route, path: general, reason, count: (this.#counts.get(key)?.count ?? 0) + 1 })
  }

  /** By route and path. */
  list(): UnverifiedField[] {
    const name = ({ route, path, reason }: UnverifiedField) => `${route} ${path} ${reason}`
    return [...this.#counts.values()].sort((left, right) => (name(left) < name(right) ? -1 : 1))
  }
}
