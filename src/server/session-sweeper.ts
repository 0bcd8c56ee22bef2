import type { SessionTable } from './session-table.ts'

/** Ends sessions that nobody asked anything for so long; the default one stays. */
export class SessionSweeper {
  readonly #sessions: SessionTable
  readonly #idleMs: number
  /** By session, how many requests it had had at that moment of the wall clock. */
  #seen = new Map<string, { readonly requests: number; readonly atMs: number }>()
  readonly #timer: NodeJS.Timeout

  /** Looks ten times in `idleMs`: no request pays for it. */
  constructor(sessions: SessionTable, idleMs: number) {
    this.#sessions = sessions
    this.#idleMs = idleMs
    this.#timer = setInterval(() => this.sweep(performance.now()), Math.min(Math.max(idleMs / 10, 20), 60_000))
    this.#timer.unref()
  }

  sweep(nowMs: number): void {
    const seen = new Map<string, { readonly requests: number; readonly atMs: number }>()
    for (const { name, requestCount: requests } of this.#sessions.listNamed()) {
      const before = this.#seen.get(name)
      const last = before?.requests === requests ? before : { requests, atMs: nowMs }
      if (nowMs - last.atMs >= this.#idleMs) this.#sessions.end(name, 'idle')
      else seen.set(name, last)
    }
    this.#seen = seen
  }

  close(): void {
    clearInterval(this.#timer)
  }
}
