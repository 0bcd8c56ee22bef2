import { type ControlledServer, type ControlReply, ok } from '../control/control-call.ts'
import { controlPrefix } from '../control/control-prefix.ts'
import { defaultSessionName } from '../session-names.ts'
import { wallClock } from '../wall-clock.ts'
import { ArrivedRequest } from '../wire/arrived-request.ts'
import type { Refusal } from '../wire/refuse.ts'
import { type SharedLog, unknown } from './shared-log.ts'
import type { SharedSessions } from './shared-sessions.ts'
import { lost, unreachable } from './unreachable.ts'

export interface SharedControlOptions {
  readonly log: SharedLog
  readonly shared: SharedSessions
  readonly server: ControlledServer
  /** Of which sessions it answers where all are meant: other processes behind the same port answer of theirs. */
  readonly owns: (session: string) => boolean
  /** Does what is told of one session. */
  readonly repeat: (request: ArrivedRequest) => void
}

/** What all servers of the sessions know. */
export type KnownToAll = Partial<Pick<ControlledServer, 'chaos' | 'countSessions'>>

type Run = () => ControlReply | Refusal
type RunKnowing = (known: KnownToAll) => ControlReply | Refusal
type Ran = Promise<ControlReply | Refusal>

/** Runs calls of the control plane where all servers of the sessions know of them. */
export class SharedControl {
  readonly #options: SharedControlOptions

  constructor(options: SharedControlOptions) {
    this.#options = options
  }

  /** Runs a call of the control plane that shows sessions as they are now, with all done that is due by now. */
  async show(names: readonly string[] | 'all', run: Run): Ran {
    return orUnreachable(async () => {
      const { shared } = this.#options
      const all = names === 'all' ? await this.#ownNames() : names
      await this.#refresh(all)
      const { sessions, url } = this.#options.server
      // the default session is always there, also before its first request
      if (names === 'all' && this.#options.owns(defaultSessionName)) sessions.open(defaultSessionName, url)
      let nowMs = wallClock.nowMs()
      for (const name of all) {
        if (wallClock.during(nowMs, () => sessions.get(name)?.isDue)) nowMs = await shared.happen({ kind: 'worked', session: name })
      }
      // At that moment nothing is due: what is looked at does nothing that others do not know of.
      return wallClock.during(nowMs, run)
    })
  }

  /** Runs a call that switches chaos in all sessions, and in those that begin later. */
  async changeChaos(run: RunKnowing): Ran {
    const { log, server } = this.#options
    return orUnreachable(async () => {
      for (;;) {
        const before = await log.chaos()
        const desk = server.chaos.withForAll(before)
        const result = run({ chaos: desk })
        if ('code' in result) return result
        const after = desk.namesForAll
        if (!(await log.setChaos(before, after))) continue
        for (const name of await this.#options.shared.allNames()) await this.#putChaos(name, after)
        return result
      }
    })
  }

  /** Runs one that shows what is on in all sessions. */
  async showChaos(run: RunKnowing): Ran {
    return orUnreachable(async () => run({ chaos: this.#options.server.chaos.withForAll(await this.#options.log.chaos()) }))
  }

  /** Runs one that tells of the server, also while Redis is away. */
  async tell(run: RunKnowing): Ran {
    const names = await this.#options.log.names().catch(() => undefined)
    if (names === undefined) return run({})
    const count = new Set(names).add(defaultSessionName).size
    return run({ countSessions: () => count })
  }

  /** Runs one that changes a session: in its place among the requests. */
  async change(name: string, request: ArrivedRequest, run: Run): Ran {
    let result: ControlReply | Refusal = lost
    const refused = await this.#options.shared.take(name, request, () => {
      result = run()
    })
    return refused ?? result
  }

  /** Runs one that makes the session `to` of another one. */
  async make(to: string, from: string, run: Run): Ran {
    const { log, server, shared } = this.#options
    return orUnreachable(async () => {
      for (;;) {
        await this.#refresh([from, to])
        const on = await log.chaos()
        const result = run()
        const session = server.sessions.get(to)
        if ('code' in result || session === undefined) return result
        if (on.length > 0) server.chaos.putNamed(on, to)
        const epoch = await log.replace(to, unknown, shared.documentOf(session), 1)
        if (epoch !== undefined) {
          shared.adopt(to, epoch, session)
          return result
        }
        // Somebody made it first.
        shared.drop(to)
      }
    })
  }

  /** Makes all sessions anew, each in its place among what it is asked. */
  async reset(request: ArrivedRequest): Ran {
    return orUnreachable(async () => {
      const { shared, repeat, server } = this.#options
      const known = await this.#ownNames()
      await this.#refresh(known)
      // Some have ended elsewhere.
      const names = known.filter((name) => name === defaultSessionName || server.sessions.get(name) !== undefined)
      for (const name of names) {
        const url = `${controlPrefix}/reset?session=${encodeURIComponent(name)}`
        const one = new ArrivedRequest({ ...request.head, method: 'POST', url, rawTrailers: [] })
        const refused = await shared.take(name, one, () => repeat(one))
        if (refused) return refused
      }
      return ok({ reset: names })
    })
  }

  /** One that was brought from elsewhere has what is on in all sessions, unless it says otherwise. */
  async bring(name: string, request: ArrivedRequest, run: Run): Ran {
    return orUnreachable(async () => {
      const { log, server } = this.#options
      const result = await this.change(name, request, run)
      if (server.sessions.get(name) === undefined || server.chaos.namesOn(name) !== undefined) return result
      const on = await log.chaos()
      if (on.length > 0) await this.#putChaos(name, on)
      return result
    })
  }

  /** One that ends or begins anew meanwhile is another one, which has it from its beginning. */
  async #putChaos(name: string, on: readonly string[]): Promise<void> {
    const { shared } = this.#options
    await shared.refresh(name)
    if (shared.knownOf(name).epoch !== '') await shared.append(name, { chaos: on }, 'anybody')
  }

  async #ownNames(): Promise<string[]> {
    const { shared, owns } = this.#options
    return (await shared.allNames()).filter((name) => owns(name))
  }

  async #refresh(names: readonly string[]): Promise<void> {
    for (const name of names) await this.#options.shared.refresh(name)
  }
}

async function orUnreachable(run: () => Ran): Ran {
  try {
    return await run()
  } catch (error) {
    return unreachable(error)
  }
}
