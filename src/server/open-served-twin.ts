import { exitCodes, Fault } from '#diagnostics'
import type { Twin } from '#engine'
import type { FixtureSet } from '#model'
import { ChaosDesk } from './chaos/chaos-desk.ts'
import type { Connections } from './connections.ts'
import type { ControlledServer } from './control/control-call.ts'
import { createControlPlane } from './control/control-plane.ts'
import { isControlTarget } from './control/control-prefix.ts'
import { type Happening, happen } from './happening.ts'
import { Journal } from './journal/journal.ts'
import type { Keeper } from './keeper.ts'
import { Metrics } from './metrics.ts'
import { OwnOrigin } from './own-origin.ts'
import { type Fixture, findFixture } from './provision.ts'
import type { OpenShared } from './replica/open-shared.ts'
import { RequestHandler, type RequestHandlerOptions } from './request-handler.ts'
import type { ServerLimits, ServerOptions } from './server-options.ts'
import { createSessionChoice, type SessionChoice } from './session-choice.ts'
import { defaultSessionName } from './session-names.ts'
import { SessionSweeper } from './session-sweeper.ts'
import { SessionTable } from './session-table.ts'
import type { Tracer } from './spans/tracer.ts'
import { openStages } from './stages/open-stages.ts'
import type { WebhookDesk } from './webhooks/webhook-desk.ts'
import type { ArrivedRequest } from './wire/arrived-request.ts'

/** Where the twin is reached, and what belongs to the process around it. */
export interface Surroundings {
  readonly limits: ServerLimits
  readonly url: string
  readonly port: number
  readonly desk: WebhookDesk | undefined
  readonly keeper?: Keeper | undefined
  readonly tracer: Tracer | undefined
  /** Sessions that this server has together with others. */
  readonly shares?: OpenShared | undefined
  /** Which sessions this process answers for: all unless other processes behind the same port have the others. */
  readonly owns?: (session: string) => boolean
}

/** A twin with its sessions, journal and chaos, ready for requests. */
export interface ServedTwin {
  handlerFor(
    serves: RequestHandlerOptions['serves'],
    connections: Connections,
    elsewhere?: RequestHandlerOptions['elsewhere'],
  ): RequestHandler
  /** What the control plane knows of it. */
  readonly server: ControlledServer
  readonly choice: SessionChoice
  /** Does again what was asked before, of the twin or the control plane: nobody waits for the answer. */
  readonly repeat: (request: ArrivedRequest) => void
  /** Sends the spans that are left, where there are any. */
  close(): Promise<void>
}

/** Faults: `unknown-fixture`, `stage-invalid`, `chaos-invalid`. */
export function openServedTwin(options: ServerOptions, surroundings: Surroundings): ServedTwin {
  const { limits, url, port, desk, keeper, tracer, shares, owns = () => true } = surroundings
  const { twin, fidelity, seed, clock, seal, note, log } = options
  const names = { url, host: options.host, otherNames: options.otherNames ?? [] }
  const origin = new OwnOrigin(names)
  const journal = new Journal()
  const metrics = new Metrics()
  const { fixtures = new Map<string, FixtureSet>(), fixture, evicts = false, idleMs, ...marks } = options.sessions ?? {}
  const sessions = new SessionTable({
    twin,
    seed,
    clock,
    maxSessions: limits.maxSessions,
    provision: fixture === undefined ? {} : { fixture: existingFixture(fixtures, fixture) },
    // What has no place here is still in the log.
    evicts: evicts || shares !== undefined,
    seal,
    desk,
    journal,
    openStages: readStages(twin),
    countsEnd: owns,
    onEnd: (name) => chaos.put(undefined, name),
    note: keeper === undefined ? (happening) => shared?.note(happening) : (happening) => keeper.note(happening),
  })
  // A twin that can't be started shows it now, not at the first request.
  const first = sessions.open(defaultSessionName, url)
  const chaos = openChaos(options, first?.capture() !== undefined, shares !== undefined)
  const problemOf = (entities: FixtureSet) => (twin.problemOfFixtures ? twin.problemOfFixtures(entities) : 'the twin takes no entities')
  const known = { twin: twin.name, routes: twin.routes, fidelity, seed, clock: clock.text, url, port, limits }
  const forgetClock = clock.forget && ((name?: string) => clock.forget?.(name))
  const fingerprint = twin.fingerprint && once(() => twin.fingerprint?.() ?? '')
  const countSessions = () => sessions.size
  const server = { ...known, sessions, countSessions, journal, chaos, metrics, tracer, fixtures, problemOf, forgetClock, fingerprint }
  let repeater: RequestHandler | undefined
  const choice = createSessionChoice(twin, marks)
  const repeat = (request: ArrivedRequest) => {
    if (choice.byPath && request.target.charCodeAt(1) === 0x7e) request.enterSession()
    if (isControlTarget(request.target)) control.repeat(request)
    else repeater?.repeat(request)
  }
  const letHappen = (happening: Happening) => {
    if (keeper === undefined) happen(happening, server)
    else
      keeper.during(() => {
        keeper.note(happening)
        happen(happening, server)
      })
  }
  const { sessions: shared, control: sharedControl } = shares?.share({ server, repeat, desk, owns }) ?? {}
  const control = createControlPlane({ server, names, origin, token: options.control?.token, keeper, shared: sharedControl })
  const parts = {
    sessions,
    choice,
    fixtures,
    journal,
    metrics,
    log,
    tracer,
    chaos,
    origin,
    limits,
    note,
    control: control.respond,
    keeper,
    happen: letHappen,
    shared,
  }
  const sweeper = idleMs === undefined ? undefined : new SessionSweeper(sessions, idleMs)
  return {
    handlerFor: (serves, connections, elsewhere) => {
      const handler = new RequestHandler({ ...parts, serves, connections, elsewhere })
      repeater ??= handler
      return handler
    },
    server,
    choice,
    repeat,
    close: async () => {
      sweeper?.close()
      desk?.close()
      await tracer?.close(limits.drainTimeoutMs)
    },
  }
}

function existingFixture(fixtures: ReadonlyMap<string, FixtureSet>, name: string): Fixture {
  const found = findFixture(fixtures, name)
  if ('code' in found) throw new Fault(found.code, found.message, { exitCode: exitCodes.user, help: found.help })
  return found
}

function readStages(twin: Twin): ReturnType<typeof openStages> {
  try {
    return openStages(twin)
  } catch (error) {
    throw new Fault('stage-invalid', (error as Error).message, {
      exitCode: exitCodes.user,
      help: 'mend that section of twin.toml: see docs/guides/limits.md',
    })
  }
}

/** What is on in shared sessions is in their log alone. */
function openChaos({ twin, chaos = { profiles: {}, on: [] } }: ServerOptions, canFork: boolean, isShared: boolean): ChaosDesk {
  try {
    const desk = new ChaosDesk(chaos.profiles, { routes: twin.routes, canFork, latencies: chaos.latencies })
    const on = desk.withForAll(chaos.on)
    return isShared ? desk : on
  } catch (error) {
    throw new Fault('chaos-invalid', `chaos: ${(error as Error).message}`, {
      exitCode: exitCodes.user,
      help: 'mend chaos.yaml of the twin or the rule that --chaos says: see docs/guides/chaos.md',
    })
  }
}

/** A large model takes its time: it is asked when a session is to be brought somewhere, and does not change. */
function once(ask: () => string): () => string {
  let known: string | undefined
  return () => {
    known ??= ask()
    return known
  }
}
