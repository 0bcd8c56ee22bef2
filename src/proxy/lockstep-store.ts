import type { Exchange } from '#http'
import type { ExchangeStore, StorePlace } from './exchange-store.ts'

export interface LockstepSession {
  readonly id: string
}

export interface LockstepStoreOptions<S extends LockstepSession> {
  /** Called with the first exchange of a session. */
  readonly beginSession: (startedAtMs: number, origin: string | undefined) => S
  /** Has others repeat an exchange, and compares; one at a time, in the order in which the exchanges ended. */
  readonly repeat: (session: S, exchange: Exchange) => Promise<void>
}

interface Place<S> extends StorePlace {
  readonly session: S
}

/** Has every exchange repeated by others before its answer leaves, so that all of them have always seen the same requests. */
export class LockstepStore<S extends LockstepSession> implements ExchangeStore {
  readonly #options: LockstepStoreOptions<S>
  #active: { readonly session: S; exchanges: number } | undefined
  #last: Promise<void> = Promise.resolve()
  #failure: unknown
  #repeated = 0

  constructor(options: LockstepStoreOptions<S>) {
    this.#options = options
  }

  begin(startedAtMs: number, origin?: string): Place<S> {
    this.#active ??= { session: this.#options.beginSession(startedAtMs, origin), exchanges: 0 }
    return { index: this.#active.exchanges++, session: this.#active.session }
  }

  commit(place: StorePlace, exchange: Exchange, written: () => void): void {
    this.#last = this.#last.then(async () => {
      if (this.#failure === undefined) await this.#repeat(place as Place<S>, exchange)
      written()
    })
  }

  async #repeat({ session }: Place<S>, exchange: Exchange): Promise<void> {
    try {
      await this.#options.repeat(session, exchange)
      this.#repeated += 1
    } catch (error) {
      this.#failure = error
    }
  }

  /** What `repeat` threw: a bug, after which nothing is repeated any more. */
  get failure(): unknown {
    return this.#failure
  }

  get problem(): { readonly message: string; readonly stopped: boolean } | undefined {
    return this.#failure === undefined ? undefined : { message: String(this.#failure), stopped: true }
  }

  get counts(): { readonly repeated: number } {
    return { repeated: this.#repeated }
  }

  get sessions(): readonly { readonly id: string; readonly exchanges: number }[] {
    return this.#active === undefined ? [] : [{ id: this.#active.session.id, exchanges: this.#active.exchanges }]
  }

  async endSessions(): Promise<string[]> {
    const ended = this.#active
    this.#active = undefined
    await this.#last
    return ended === undefined ? [] : [ended.session.id]
  }

  async close(): Promise<void> {
    await this.endSessions()
  }
}
