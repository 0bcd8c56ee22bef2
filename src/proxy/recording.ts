import type { IncomingMessage } from 'node:http'
import type { Exchange } from '#http'
import type { CaptureBudget } from './body-capture.ts'
import type { ExchangeStore, StorePlace } from './exchange-store.ts'

/** What can be broken off when the recorder ends. */
export interface Stoppable {
  /** Where it stands among those in flight; belongs to `Recording`. */
  slot: number
  stop(): void
}

export interface RecordingOptions {
  readonly store: ExchangeStore
  readonly upstream: string
  readonly maxBodyBytes: number
  readonly budgetBytes: number
  /** What passes are webhooks: from the service to the app. */
  readonly isDelivery?: true
}

/** The exchanges in flight, and the way into the store for those that end. */
export class Recording {
  readonly upstream: string
  readonly maxBodyBytes: number
  readonly budget: CaptureBudget
  readonly #store: ExchangeStore
  readonly #isDelivery: true | undefined
  /** An array, because a Set that is always changing leaves a chain of tables that only a full collection frees. */
  readonly #inFlight: Stoppable[] = []
  #idle: (() => void) | undefined

  constructor(options: RecordingOptions) {
    this.#store = options.store
    this.#isDelivery = options.isDelivery
    this.upstream = options.upstream
    this.maxBodyBytes = options.maxBodyBytes
    this.budget = { freeBytes: options.budgetBytes }
  }

  begin(relay: Stoppable, startedAtMs: number, request: IncomingMessage): StorePlace {
    relay.slot = this.#inFlight.push(relay) - 1
    // The address under which the service calls is none of the recorder's for clients.
    if (this.#isDelivery) return this.#store.begin(startedAtMs)
    const { host } = request.headers
    return this.#store.begin(startedAtMs, host !== undefined && /^[\w.:[\]-]+$/.test(host) ? `http://${host}` : undefined)
  }

  commit(relay: Stoppable, place: StorePlace, exchange: Exchange, written: () => void): void {
    const kept = this.#isDelivery ? { ...exchange, isDelivery: this.#isDelivery } : exchange
    this.#store.commit(place, kept, () => {
      this.#remove(relay)
      written()
      if (this.#inFlight.length === 0) this.#idle?.()
    })
  }

  #remove(relay: Stoppable): void {
    const last = this.#inFlight.pop()
    if (last === undefined || last === relay) return
    this.#inFlight[relay.slot] = last
    last.slot = relay.slot
  }

  /** Waits up to `graceMs` for exchanges in flight, and then breaks off the others. */
  async drain(graceMs: number): Promise<void> {
    await this.#whenIdle(graceMs)
    for (const relay of [...this.#inFlight]) relay.stop()
    await this.#whenIdle(1000)
  }

  async #whenIdle(withinMs: number): Promise<void> {
    if (this.#inFlight.length === 0) return
    const idle = Promise.withResolvers<void>()
    const timer = setTimeout(idle.resolve, withinMs)
    this.#idle = idle.resolve
    await idle.promise
    clearTimeout(timer)
  }
}
