import { basename, dirname, resolve } from 'node:path'
import { exitCodes, Fault } from '#diagnostics'
import { compileTwin } from '#engine'
import type { Model } from '#model'
import { namesPack } from '#pack'
import { type ClockChoice, clockForms, defaultLimits, parseClockChoice, type RunningServer, type ServerOptions, startServer } from '#server'
import { openPackTwin, readServerOptions, readTwinConfig, type VerbContext } from '#verbs'
import { createFetchWithin, type Fetch } from './connect-within.ts'
import { SessionHandle, type SessionStart } from './twin-session.ts'

/** How a twin is started; what is left out is as for `doppel serve`. */
export interface StartTwinOptions {
  /** Source of all ids and tokens; 1 unless said. */
  readonly seed?: number
  /** `real` unless said; `fixed:2026-01-01`, `stepping:2026-01-01:1000`, `scaled:60`. */
  readonly clock?: string
  readonly fidelity?: 'synth' | 'strict'
  /** 0, which takes a free one, unless `twin.toml` or this says another; `false` opens none: only `fetch` of this process reaches the twin. */
  readonly port?: number | false
  /** A folder of `state/fixtures` that sessions begin with. */
  readonly fixture?: string
  /** Profiles of `chaos.yaml`, and faults in short, that are on from the start. */
  readonly chaos?: readonly string[]
  readonly maxSessions?: number
  /** A line about something that went wrong while serving; goes to stderr unless said. */
  readonly note?: (line: string) => void
}

/** A twin that runs in this process. It is its own default session; others are `session(name)`. */
export class RunningTwin extends SessionHandle {
  readonly #server: RunningServer
  readonly #fetch: Fetch
  readonly #close: () => Promise<void>
  #isClosed = false

  constructor(server: RunningServer) {
    const { fetch, close } = createFetchWithin(server.url, server.connect)
    super('default', { url: server.url, fetch })
    this.#server = server
    this.#fetch = fetch
    this.#close = close
  }

  /** A world of its own, which begins with its first request. */
  session(name: string): SessionHandle {
    return new SessionHandle(name, { url: this.#server.url, fetch: this.#fetch })
  }

  /** Begins a session with a seed, a clock or entities of its own. Faults: `session-exists` when it has begun otherwise. */
  async createSession(name: string, start: SessionStart = {}): Promise<SessionHandle> {
    return this.session(name).begin(start)
  }

  /** The process may end though the twin runs. */
  unref(): void {
    this.#server.unref()
  }

  /** Lets answers under way leave, then ends. */
  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    await this.#close()
    await this.#server.close()
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }
}

/**
 * Runs a twin in this process: one of a workspace by its folder (`twins/orders`) or its name there (`orders`), a pack (`orders.doppel`), or a
 * model. Faults: as `doppel serve`.
 */
export async function startTwin(twin: string | Model, options: StartTwinOptions = {}): Promise<RunningTwin> {
  const settings = typeof twin === 'string' ? await readPlace(twin, options) : ofModel(twin, options)
  // The library is in the process: nobody else needs to be let in.
  return new RunningTwin(await startServer({ ...settings, control: {}, listens: options.port !== false }))
}

async function readPlace(twin: string, options: StartTwinOptions): Promise<ServerOptions> {
  if (namesPack(twin)) {
    const context = contextOf(process.cwd(), options)
    return readOptions(await openPackTwin(twin, context), options, context)
  }
  const isName = !/[\\/]/.test(twin)
  const folder = resolve(twin)
  if (!isName && basename(dirname(folder)) !== 'twins') {
    throw new Fault('twin-unknown', `${folder} is no twin of a workspace`, {
      exitCode: exitCodes.user,
      help: 'name its folder, twins/NAME',
    })
  }
  const cwd = isName ? process.cwd() : dirname(dirname(folder))
  return readOptions(await readTwinConfig(cwd, basename(folder)), options, contextOf(cwd, options))
}

function readOptions(
  place: Awaited<ReturnType<typeof readTwinConfig>>,
  options: StartTwinOptions,
  context: VerbContext,
): Promise<ServerOptions> {
  const { fidelity = 'synth', seed = 1, port, fixture, chaos = [], maxSessions = defaultLimits.maxSessions } = options
  return readServerOptions(
    place,
    {
      ...(port === undefined || port === false ? {} : { port }),
      fidelity,
      seed,
      clock: clockOf(options),
      allowHost: [],
      maxSessions,
      maxBodyBytes: defaultLimits.maxBodyBytes,
      chaos,
      sessionBy: [],
      oneSession: false,
      sessionIdle: undefined,
      evictSessions: false,
      fixture,
    },
    context,
  )
}

function ofModel(model: Model, options: StartTwinOptions): ServerOptions {
  const { seed = 1, port, chaos = [], maxSessions = defaultLimits.maxSessions } = options
  return {
    twin: compileTwin(model),
    fidelity: 'synth',
    host: '127.0.0.1',
    port: port === undefined || port === false ? 0 : port,
    seed,
    clock: clockOf(options),
    limits: { maxSessions },
    chaos: { profiles: {}, on: chaos },
    note: noteOf(options),
  }
}

function clockOf({ clock = 'real' }: StartTwinOptions): ClockChoice {
  const choice = parseClockChoice(clock)
  if (choice === undefined)
    throw new Fault('clock-unknown', `"${clock}" is no clock`, { exitCode: exitCodes.user, help: `use ${clockForms}` })
  return choice
}

function noteOf({ note = (line) => console.error(line) }: Pick<StartTwinOptions, 'note'>): (line: string) => void {
  return note
}

export function contextOf(cwd: string, options: Pick<StartTwinOptions, 'note'>): VerbContext {
  // spans are for servers: what runs within a test has none of its own, whatever the environment says to the app
  return {
    cwd,
    env: { ...process.env, OTEL_SDK_DISABLED: 'true' },
    note: noteOf(options),
    progress: () => {},
    print: () => {},
    signal: new AbortController().signal,
  }
}
