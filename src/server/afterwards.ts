import type { ChaosDesk } from './chaos/chaos-desk.ts'
import type { Happening } from './happening.ts'
import type { SharedSessions } from './replica/shared-sessions.ts'
import type { ServedSession } from './served-session.ts'
import type { SessionTable } from './session-table.ts'

export interface AfterwardsOptions {
  readonly sessions: SessionTable
  readonly chaos: ChaosDesk
  /** Lets something happen where all who keep the session know of it. */
  readonly happen: (happening: Happening) => void
  /** Undefined where this server has its sessions for itself. */
  readonly shared: SharedSessions | undefined
}

/** What comes of a request after it has had its effect. A session that was made anew meanwhile is nobody's any more. */
export class Afterwards {
  readonly #options: AfterwardsOptions

  constructor(options: AfterwardsOptions) {
    this.#options = options
  }

  /** The request of that number goes on, which let others pass. */
  letGo(session: ServedSession, held: number): void {
    const { happen, shared } = this.#options
    const chaos = this.#options.chaos.of(session)
    const happening: Happening = { kind: 'passed', session: session.name, generation: session.generation, held }
    if (this.#isOver(session)) chaos.letGo(held)
    else if (shared === undefined) happen(happening)
    else void shared.letGo(happening, () => chaos.isHolding && chaos.held === held)
  }

  /** The answer to the request of that number has left. */
  leave(session: ServedSession, number: number): void {
    const { happen, shared } = this.#options
    const happening = leftOf(session, number)
    if (shared !== undefined) shared.leave(happening)
    else if (this.#isOver(session)) session.underWay.leave(number)
    else happen(happening)
  }

  /** Sends an answer once all servers may know that it has left; if that can't be told them now, they are told later. */
  leaveFirst(session: ServedSession, shared: SharedSessions, number: number, send: () => void): void {
    void shared
      .happen(leftOf(session, number))
      .catch(() => {})
      .then(send)
  }

  /** Calls back when another request, which any server may answer, is under way no more. */
  untilFree(session: ServedSession, hold: (goOn: () => void) => void, shared: SharedSessions, goOn: () => void): void {
    let isHeld = true
    const release = () => {
      if (isHeld) goOn()
      isHeld = false
    }
    hold(release)
    void shared.watch(session.name, () => {
      if (this.#isOver(session)) release()
      return isHeld
    })
  }

  #isOver(session: ServedSession): boolean {
    return this.#options.sessions.get(session.name) !== session
  }
}

function leftOf({ name, generation }: ServedSession, number: number): Happening & { readonly kind: 'left' } {
  return { kind: 'left', session: name, generation, number }
}
