import { resolve } from 'node:path'
import { createStyle, exitCodes, Fault, renderFinding } from '#diagnostics'
import { openUniverse, readUniverse, type Universe } from '#verbs'
import { contextOf, RunningTwin } from './start-twin.ts'
import type { SessionHandle } from './twin-session.ts'

/** How a universe is started; what is left out is as `doppel.toml` says. */
export interface StartUniverseOptions {
  /** Leaves the other twins out. */
  readonly only?: readonly string[]
  /** As `doppel serve --clock`. */
  readonly clock?: string
  readonly seed?: number
  /** `false` opens no ports: only `fetch` of this process reaches the twins. As `doppel.toml` says unless said. */
  readonly ports?: false
  /** A pack that `doppel.lock` does not name is a fault; else it is looked up, and written there. */
  readonly locked?: boolean
  /** A line about something that went wrong while serving; goes to stderr unless said. */
  readonly note?: (line: string) => void
}

type Handles<T> = Readonly<Record<string, T>>

/** Sessions of one name in all twins of a universe: they share a clock, and what links carry stays among them. */
export class UniverseSession<T extends SessionHandle = SessionHandle> {
  readonly name: string
  /** By the name of the twin. */
  readonly twins: Handles<T>

  constructor(name: string, twins: Handles<T>) {
    this.name = name
    this.twins = twins
  }

  /** One clock: moved here, it is moved in all twins. */
  get clock(): SessionHandle['clock'] {
    return this.#all[0]?.clock as SessionHandle['clock']
  }

  /** All twins are as they were at the start. */
  async reset(): Promise<void> {
    for (const [at, twin] of this.#all.entries()) await twin.reset(at === 0 ? { clock: 'anew' } : {})
  }

  /** Keeps all twins as they are, clock included, under a name. */
  async snapshot(name: string): Promise<void> {
    for (const twin of this.#all) await twin.snapshot(name)
  }

  async restore(name: string): Promise<void> {
    for (const twin of this.#all) await twin.restore(name)
  }

  /** Sessions of that name in all twins that begin as these are now. */
  async fork(name: string): Promise<UniverseSession> {
    const forks = await Promise.all(Object.entries(this.twins).map(async ([twin, handle]) => [twin, await handle.fork(name)] as const))
    return new UniverseSession(name, Object.fromEntries(forks))
  }

  /** Ends them; the default ones stay as long as the universe. */
  async end(): Promise<void> {
    await Promise.all(this.#all.map((twin) => twin.end()))
  }

  get #all(): T[] {
    return Object.values(this.twins)
  }
}

/** The twins of a `doppel.toml`, running in this process. It is its own default session. */
export class RunningUniverse extends UniverseSession<RunningTwin> {
  /** What the app is to know: `STRIPE_BASE_URL` and the like. */
  readonly env: Readonly<Record<string, string>>
  readonly #universe: Universe

  constructor(universe: Universe) {
    const running = universe.twins.flatMap(({ plan, server }) => (server ? [{ plan, twin: new RunningTwin(server) }] : []))
    super('default', Object.fromEntries(running.map(({ plan, twin }) => [plan.name, twin])))
    this.env = Object.fromEntries(running.map(({ plan, twin }) => [plan.env, twin.url]))
    this.#universe = universe
  }

  /** The sessions of a name, which begin with their first requests. */
  session(name: string): UniverseSession {
    return new UniverseSession(name, Object.fromEntries(Object.entries(this.twins).map(([twin, running]) => [twin, running.session(name)])))
  }

  /** The process may end though the twins run. */
  unref(): void {
    for (const twin of Object.values(this.twins)) twin.unref()
  }

  /** Lets answers under way leave, then ends all twins. */
  async close(): Promise<void> {
    await Promise.all(Object.values(this.twins).map((twin) => twin.close()))
    await this.#universe.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }
}

/**
 * Starts the twins that the `doppel.toml` of a folder names, in this process. Faults: those of `doppel up`; one that can't be started is the
 * fault of the whole.
 */
export async function startUniverse(folder = '.', options: StartUniverseOptions = {}): Promise<RunningUniverse> {
  const cwd = resolve(folder)
  const context = contextOf(cwd, options)
  const { config, warnings } = await readUniverse(cwd)
  for (const warning of warnings) context.note(renderFinding(warning, createStyle(false)))
  const { only = [], clock, seed, locked = false, ports } = options
  const universe = await openUniverse(
    config,
    { folder: cwd, only, clock, seed, locked, ...(ports === false ? { listens: false } : {}) },
    context,
  )
  const failed = universe.twins.find(({ fault }) => fault !== undefined)
  if (failed?.fault === undefined) return new RunningUniverse(universe)
  await universe.close()
  const { message, help, exitCode = exitCodes.runtime } = failed.fault
  throw new Fault('universe-failed', `${failed.plan.name} can't be started: ${message}`, {
    exitCode,
    ...(help === undefined ? {} : { help }),
    cause: failed.fault,
  })
}
