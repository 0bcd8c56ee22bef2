import type { Happening } from './happening.ts'
import type { ArrivedRequest } from './wire/arrived-request.ts'

/** Keeps what happens in sessions where it outlives this process. */
export interface Keeper {
  /** Runs what answers a request at one moment of the wall clock. */
  during<T>(run: () => T): T
  /** A request, of a client or to the control plane, is answered: what it did is kept before anybody hears of it. */
  noteRequest(request: ArrivedRequest): void
  /** Something else happens now. */
  note(happening: Happening): undefined
}
