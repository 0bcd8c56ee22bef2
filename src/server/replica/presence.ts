import type { Happening } from '../happening.ts'
import type { SessionTable } from '../session-table.ts'
import type { SharedLog } from './shared-log.ts'

/** Which server says so long nothing has died. */
const absentMs = 5000
/** How often each says that it is there. */
const sayMs = 1000

export interface PresenceOptions {
  readonly log: SharedLog
  readonly sessions: SessionTable
  /** How this server is called. */
  readonly own: string
  readonly happen: (happening: Happening) => Promise<unknown>
}

/** A request whose answer has not left. */
interface Held {
  readonly server: string
  readonly session: string
  /** Of the session: another one of its name has another. */
  readonly epoch: string
  readonly generation: number
  readonly number: number
}

/** Knows which server answers each request that is under way: those of one that has died are so no more. */
export class Presence {
  readonly #options: PresenceOptions
  readonly #timer: NodeJS.Timeout
  #held: Held[] = []
  #saidMs = Number.NEGATIVE_INFINITY

  constructor(options: PresenceOptions) {
    this.#options = options
    this.#timer = setInterval(() => void this.#sweep().catch(() => {}), sayMs).unref()
  }

  close(): void {
    clearInterval(this.#timer)
  }

  /** Before a request of this server is in the log: others would take the server for dead. */
  async say(): Promise<void> {
    const { log, own } = this.#options
    const nowMs = performance.now()
    if (nowMs - this.#saidMs < sayMs) return
    await log.sayPresent(own, absentMs)
    this.#saidMs = nowMs
  }

  /** Does what a server was asked, and notes what of it is under way from then on. */
  during({ server, session, epoch }: Pick<Held, 'server' | 'session' | 'epoch'>, run: () => void): void {
    const before = this.#lastOf(session)
    run()
    const { generation = 0 } = this.#options.sessions.get(session) ?? {}
    for (let number = before + 1; number <= this.#lastOf(session); number++) this.#held.push({ server, session, epoch, generation, number })
  }

  /** Which session of that name a request of this server was asked of; undefined where it holds nothing. */
  epochOf(left: Happening & { readonly kind: 'left' }): string | undefined {
    const isIt = ({ server, session, generation, number }: Held) =>
      server === this.#options.own && session === left.session && generation === left.generation && number === left.number
    return this.#held.find(isIt)?.epoch
  }

  #lastOf(session: string): number {
    return this.#options.sessions.get(session)?.underWay.last ?? 0
  }

  async #sweep(): Promise<void> {
    const { log, own, happen } = this.#options
    this.#held = this.#held.filter((held) => this.#isUnderWay(held))
    if (this.#held.some(({ server }) => server === own)) await this.say()
    const others = [...new Set(this.#held.map(({ server }) => server))].filter((server) => server !== own)
    if (others.length === 0) return
    const absent = await log.absent(others)
    for (const { server, session, generation, number } of this.#held) {
      // Whoever comes second says nothing new.
      if (absent.has(server)) await happen({ kind: 'left', session, generation, number })
    }
  }

  #isUnderWay({ session, generation, number }: Held): boolean {
    const found = this.#options.sessions.get(session)
    return found?.generation === generation && found.underWay.has(number)
  }
}
