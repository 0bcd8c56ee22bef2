import type { ClockChoice } from '#server'
import type { VirtualClock } from '#state'

interface Shared {
  readonly clock: VirtualClock
  /** So many sessions read it. */
  readers: number
}

/** One clock for the sessions of a name in all twins: moved in one, it is moved in all. It goes with the last of them. */
export function shareClock(choice: ClockChoice): ClockChoice {
  const clocks = new Map<string, Shared>()
  return {
    text: choice.text,
    real: choice.real,
    createClock: (session = '') => {
      const shared = clocks.get(session) ?? { clock: choice.createClock(), readers: 0 }
      clocks.set(session, shared)
      shared.readers++
      return shared.clock
    },
    forget: (session) => {
      if (session === undefined) clocks.clear()
      else clocks.delete(session)
    },
    release: (session, clock) => {
      const shared = clocks.get(session)
      if (shared?.clock === clock && --shared.readers === 0) clocks.delete(session)
    },
  }
}
