import type { Work } from './compile-work.ts'

/** Work that is due at a time; for one entity, if it is about entities. */
export interface Due {
  readonly atMs: number
  readonly work: Work
  readonly key: string | undefined
  /** Of the entity: those that came to be first go first. */
  readonly order: number
}

/** By time; at one time what entities do comes before schedules, by collection, entity and rule. */
export function compareDue(a: Due, b: Due): number {
  if (a.atMs !== b.atMs) return a.atMs - b.atMs
  if (a.work.collection !== b.work.collection || a.order === b.order) return a.work.place - b.work.place
  return a.order - b.order
}

/** A heap: its first is the next that is due. */
export class DueHeap {
  #items: Due[] = []

  get size(): number {
    return this.#items.length
  }

  get first(): Due | undefined {
    return this.#items[0]
  }

  clear(): void {
    this.#items = []
  }

  push(due: Due): void {
    const items = this.#items
    let at = items.push(due) - 1
    while (at > 0) {
      const parent = (at - 1) >>> 1
      if (compareDue(items[parent] as Due, due) <= 0) break
      items[at] = items[parent] as Due
      at = parent
    }
    items[at] = due
  }

  pop(): Due | undefined {
    const items = this.#items
    const first = items[0]
    const last = items.pop()
    if (first === undefined || last === undefined || items.length === 0) return first
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= items.length) break
      if (child + 1 < items.length && compareDue(items[child + 1] as Due, items[child] as Due) < 0) child++
      if (compareDue(last, items[child] as Due) <= 0) break
      items[at] = items[child] as Due
      at = child
    }
    items[at] = last
    return first
  }
}
