/** What may be done to deliveries on demand. */
export const troubleKinds = ['drop', 'duplicate', 'delay', 'reorder'] as const
export type TroubleKind = (typeof troubleKinds)[number]

export interface Trouble {
  readonly kind: TroubleKind
  /** How long a `delay` lasts, and how long at most a delivery waits to be overtaken. */
  readonly byMs: number
  /** To so many deliveries more. */
  left: number
}

/** What happens to the next deliveries, in the order in which it was asked for. */
export class Troubles {
  #waiting: Trouble[] = []

  add(trouble: Trouble): void {
    this.#waiting.push(trouble)
  }

  clear(): void {
    this.#waiting = []
  }

  list(): readonly Trouble[] {
    return this.#waiting
  }

  /** What is to happen to the delivery that comes now, if anything. */
  take(): Trouble | undefined {
    const [next] = this.#waiting
    if (next === undefined) return undefined
    next.left--
    if (next.left === 0) this.#waiting.shift()
    return next
  }
}
