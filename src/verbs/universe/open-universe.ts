import { exitCodes, Fault } from '#diagnostics'
import { type ClockChoice, defaultLimits, parseClockChoice, type RunningServer, realClock, type ServerOptions, startServer } from '#server'
import { readServerOptions } from '../read-server-options.ts'
import type { VerbContext } from '../verb.ts'
import type { TwinPlace } from '../workspace.ts'
import { askNeighbour } from './ask-neighbour.ts'
import { type OpenedPlan, openPlanned } from './open-planned.ts'
import { type PlannedTwin, planUniverse } from './plan-universe.ts'
import { shareClock } from './shared-clock.ts'
import type { UniverseConfig } from './universe-config.ts'

/** A twin of a running universe; without a server where it could not be started. */
export interface UniverseTwin {
  readonly plan: PlannedTwin
  /** Absolute; left out where there is none. */
  readonly folder?: string
  readonly server?: RunningServer
  /** Why it could not be started. */
  readonly fault?: Fault
}

export interface Universe {
  /** In the order of the file. */
  readonly twins: readonly UniverseTwin[]
  /** Lets answers under way leave, then ends all twins. */
  close(): Promise<void>
}

export interface OpenUniverseOptions {
  /** The folder of the file: twins without a `path` are in its workspace. */
  readonly folder: string
  /** Leaves the other twins out. */
  readonly only?: readonly string[]
  /** In place of the file's. */
  readonly clock?: string | undefined
  readonly seed?: number | undefined
  /** False: no port is opened, and only `RunningServer.connect` leads to a twin. */
  readonly listens?: boolean
  /** A pack that `doppel.lock` does not have is a fault of its twin. */
  readonly locked?: boolean
  /** Registries of other machines, too, may be without TLS. */
  readonly plainHttp?: boolean
  /** Is told of each request to a twin. */
  readonly logOf?: (twin: string) => ServerOptions['log']
}

/**
 * Starts the twins of a universe in this process, with one clock for all. One that can't be started leaves the others up. Faults: `twin-unknown`,
 * `config-invalid`, `clock-unknown`, `folder-not-writable`.
 */
export async function openUniverse(config: UniverseConfig, options: OpenUniverseOptions, context: VerbContext): Promise<Universe> {
  const seeded = options.seed === undefined ? config : { ...config, seed: options.seed }
  const plans = planUniverse(seeded, options.only)
  const { folder, locked = false, plainHttp = false } = options
  const opened = await openPlanned(plans, { folder, locked, plainHttp, signal: context.signal, context })
  const servers = new Map<string, RunningServer>()
  const clock = shareClock(readClock(options.clock ?? config.clock))
  const twins = await Promise.all(opened.map((one) => startOne(one, { config, clock, servers, options }, context)))
  return {
    twins,
    close: async () => {
      await Promise.all(twins.map(({ server }) => server?.close()))
    },
  }
}

interface Together {
  readonly config: UniverseConfig
  readonly clock: ClockChoice
  /** Those that run, by name. */
  readonly servers: Map<string, RunningServer>
  readonly options: OpenUniverseOptions
}

async function startOne(opened: OpenedPlan, together: Together, context: VerbContext): Promise<UniverseTwin> {
  const { plan, place, cwd, fault } = opened
  if (place === undefined) return { plan, ...(fault ? { fault } : {}) }
  const { folder } = place
  try {
    const server = await startServer(await readOptions(place, plan, together, { ...context, cwd }))
    together.servers.set(plan.name, server)
    return { plan, folder, server }
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    return { plan, folder, fault: error }
  }
}

async function readOptions(
  place: TwinPlace,
  { port, seed, fidelity, fixture, chaos, links, name }: PlannedTwin,
  { config, clock, servers, options }: Together,
  context: VerbContext,
): Promise<ServerOptions> {
  const note = (line: string) => context.note(`${name}: ${line}`)
  const own = { ...context, note }
  const settings = await readServerOptions(
    place,
    {
      host: config.host,
      port,
      fidelity,
      seed,
      clock,
      allowHost: [],
      maxSessions: defaultLimits.maxSessions,
      maxBodyBytes: defaultLimits.maxBodyBytes,
      chaos,
      sessionBy: [],
      oneSession: false,
      sessionIdle: undefined,
      evictSessions: false,
      fixture,
      links,
    },
    own,
  )
  const log = options.logOf?.(name)
  return {
    ...settings,
    askTwin: async (url, ...asked) => {
      const server = servers.get(url.replace(/^twin:/, ''))
      if (server === undefined) throw new Error(`${url} does not run`)
      return askNeighbour(server, url, ...asked)
    },
    ...(log ? { log } : {}),
    ...(options.listens === undefined ? {} : { listens: options.listens }),
  }
}

function readClock(text: string | undefined): ClockChoice {
  if (text === undefined) return realClock
  const choice = parseClockChoice(text)
  if (choice !== undefined) return choice
  throw new Fault('clock-unknown', `"${text}" is no clock`, { exitCode: exitCodes.user, help: 'use real, scaled:60 or fixed:2026-01-01' })
}
