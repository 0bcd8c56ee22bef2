import { Correspondence } from './correspondence.ts'
import type { Scope } from './scope.ts'

/** When the exchange of `createScope` ended: 2026-03-01T12:00:10Z. */
const exchangeEndMs = Date.UTC(2026, 2, 1, 12, 0, 10)

/** A scope in which all but `fromClient` came from the service, ten seconds into a session. */
export function createScope(
  options: { fromClient?: readonly string[]; shownBefore?: readonly string[]; toleranceMs?: number; made?: readonly string[] } = {},
): Scope {
  const { fromClient = [], shownBefore = [], toleranceMs = 1000, made } = options
  return {
    correspondence: new Correspondence(),
    origins: {
      isMinted: (piece) => !fromClient.includes(piece),
      isKnown: (piece) => shownBefore.includes(piece),
      isSent: (text) => fromClient.includes(text),
    },
    isMade: made && ((actual) => made.includes(actual)),
    clock: { sessionStartMs: exchangeEndMs - 10_000, startMs: exchangeEndMs - 20, endMs: exchangeEndMs, toleranceMs },
  }
}
