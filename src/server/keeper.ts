import type { ArrivedRequest } from './wire/arrived-request.ts'

/** Keeps what happens in sessions where it outlives this process. */
export interface Keeper {
  /** Runs what answers a request at one moment of the wall clock. */
  during(run: () => void): void
  /** A request is answered: what it did is kept before anybody hears of it. */
  noteRequest(request: ArrivedRequest): void
  /** Sessions that were changed otherwise, or ended. */
  noteSessions(names: readonly string[]): void
}
