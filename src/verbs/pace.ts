import { setTimeout as wait } from 'node:timers/promises'

/** Lets a sender go at most `rate` times a second: who awaits `next` may send. */
export class Pace {
  readonly #gapMs: number
  #nextAtMs = 0

  constructor(rate: number) {
    this.#gapMs = 1000 / rate
  }

  async next(): Promise<void> {
    const now = performance.now()
    const dueMs = Math.max(now, this.#nextAtMs)
    this.#nextAtMs = dueMs + this.#gapMs
    if (dueMs > now) await wait(dueMs - now)
  }
}
