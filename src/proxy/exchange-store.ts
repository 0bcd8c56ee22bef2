import type { Exchange } from '#http'

/** The place of an exchange that has begun: handed back with its end, once. */
export interface StorePlace {
  readonly index: number
}

/** Where exchanges go that have passed. It never throws at the proxy: traffic goes on whatever happens to the copies. */
export interface ExchangeStore {
  /** `origin` is the proxy's base URL as the client wrote it, if it did. */
  begin(startedAtMs: number, origin?: string): StorePlace
  /** Called when an exchange has ended; the answer's last bytes leave when `written` is called. */
  commit(place: StorePlace, exchange: Exchange, written: () => void): void
  /** Ends the session; the next exchange begins another one. Gives the names of those that ended. */
  endSessions(by: 'new-session'): Promise<string[]>
  close(): Promise<void>
  /** Why exchanges pass without being kept, if so; `stopped` when none is any more. */
  readonly problem: { readonly message: string; readonly stopped: boolean } | undefined
  readonly counts: Readonly<Record<string, number>>
  readonly sessions: readonly object[]
}
