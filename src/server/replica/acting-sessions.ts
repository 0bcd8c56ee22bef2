import { randomUUID } from 'node:crypto'
import type { SessionTable } from '../session-table.ts'
import type { WebhookDesk } from '../webhooks/webhook-desk.ts'
import type { SharedLog } from './shared-log.ts'
import type { SharedSessions } from './shared-sessions.ts'

/** How often it is looked whether something has come to its time: clocks may be moved. */
const lookMs = 50
/** How often it is looked for sessions that no server looks after. */
const sweepMs = 1000
const sweptMax = 100
/** Who does not say for so long that it is still at it, has died. */
const leaseMs = 5000
/** How often that is said. */
const renewMs = 1000
/** So long nothing is tried where another server is at it, or Redis is away. */
const patienceMs = 500

export interface ActingSessionsOptions {
  readonly log: SharedLog
  readonly shared: SharedSessions
  readonly sessions: SessionTable
  readonly desk: WebhookDesk
}

/**
 * Lets sessions do what nobody asks for: what is due, and deliveries. One server does that for a session at a time, by a lease that ends by itself should the
 * server die; what comes of it is in the log. The session is looked at by who has answered for it last, and where nobody does, by any other.
 */
export class ActingSessions {
  readonly #options: ActingSessionsOptions
  readonly #who = randomUUID()
  /** Those that have told that there is something. */
  readonly #awake = new Set<string>()
  readonly #acting = new Set<string>()
  /** Until when nothing is tried, ms of the process. */
  readonly #patience = new Map<string, number>()
  readonly #timers: readonly NodeJS.Timeout[]
  #isClosed = false

  constructor(options: ActingSessionsOptions) {
    this.#options = options
    options.desk.wake = (session) => {
      this.#awake.add(session)
      // never in the turn of an answer: that goes out first
      setImmediate(() => this.#look(session))
    }
    this.#timers = [
      setInterval(() => this.#lookAtAll(), lookMs).unref(),
      setInterval(() => void this.#sweep().catch(() => {}), sweepMs).unref(),
    ]
  }

  /** Who has the lease may say how attempts ended. */
  get who(): string {
    return this.#who
  }

  close(): void {
    this.#isClosed = true
    for (const timer of this.#timers) clearInterval(timer)
  }

  #lookAtAll(): void {
    const { sessions } = this.#options
    for (const name of this.#awake) {
      if (sessions.get(name)?.outbox?.hasWaiting !== true) this.#awake.delete(name)
    }
    for (const { name, isDue } of sessions.list()) if (isDue) this.#awake.add(name)
    for (const name of this.#awake) this.#look(name)
  }

  #look(name: string): void {
    const session = this.#options.sessions.get(name)
    if (session === undefined || !(session.isDue || session.outbox?.isDue)) return
    if ((this.#patience.get(name) ?? 0) > performance.now()) return
    void this.#act(name)
  }

  async #sweep(): Promise<void> {
    for (const name of await this.#options.log.acting(sweptMax)) await this.#act(name)
  }

  async #act(name: string): Promise<void> {
    if (this.#isClosed || this.#acting.has(name)) return
    this.#acting.add(name)
    try {
      if (await this.#options.log.lease(name, this.#who, leaseMs)) await this.#actWithLease(name)
      else this.#wait(name)
    } catch {
      // Redis is away: whoever looks next when it is back goes on.
      this.#wait(name)
    } finally {
      this.#acting.delete(name)
    }
  }

  #wait(name: string): void {
    this.#patience.set(name, performance.now() + patienceMs)
  }

  async #actWithLease(name: string): Promise<void> {
    const { log, shared, sessions } = this.#options
    this.#patience.delete(name)
    for (;;) {
      await shared.refresh(name)
      const session = sessions.get(name)
      if (session?.isDue) await shared.happen({ kind: 'worked', session: name })
      const outbox = sessions.get(name)?.outbox
      outbox?.pump()
      if (outbox === undefined || !outbox.isBusy) break
      await outbox.untilSettled(renewMs)
      if (this.#isClosed || !(await log.lease(name, this.#who, leaseMs))) return
    }
    await log.release(name, this.#who, shared.knownOf(name), sessions.get(name)?.hasMore === true)
  }
}
