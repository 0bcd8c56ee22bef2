import type { Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { exitCodes, Fault } from '#diagnostics'
import type { Twin } from '#engine'
import type { FixtureSet } from '#model'
import { ChaosDesk } from './chaos/chaos-desk.ts'
import { Connections } from './connections.ts'
import { createControlPlane } from './control/control-plane.ts'
import { Journal } from './journal/journal.ts'
import { listen } from './listen.ts'
import { OwnOrigin } from './own-origin.ts'
import { printAddress, toReachableHost } from './print-address.ts'
import { type Fixture, findFixture } from './provision.ts'
import { expectationRefused } from './refusals.ts'
import { RequestHandler } from './request-handler.ts'
import { defaultLimits, type ServerLimits, type ServerOptions } from './server-options.ts'
import { createSessionChoice } from './session-choice.ts'
import { defaultSessionName } from './session-names.ts'
import { SessionSweeper } from './session-sweeper.ts'
import { SessionTable } from './session-table.ts'
import { openStages } from './stages/open-stages.ts'
import type { WebhookDesk } from './webhooks/webhook-desk.ts'
import { handleClientErrors } from './wire/client-errors.ts'
import { refuse } from './wire/refuse.ts'

export interface RunningServer {
  /** Where a client on this machine reaches it, e.g. `http://127.0.0.1:8080`. */
  readonly url: string
  /** What it listens on, e.g. `127.0.0.1:8080`. */
  readonly address: string
  /** 0 where none is open. */
  readonly port: number
  /** Serves HTTP over a stream of this process. */
  connect(stream: Duplex): void
  /** The process may end though the server runs. */
  unref(): void
  /** Takes no new connections, lets answers under way leave, then ends. */
  close(): Promise<void>
}

/** Serves a twin; resolves once it accepts requests. Throws a Fault when it can't listen. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const limits = { ...defaultLimits, ...options.limits }
  const server = createHttpServer(limits)
  handleClientErrors(server)
  const connections = new Connections(server)
  const port = options.listens === false ? 0 : (await listen(server, options)).port
  const address = printAddress(options.host, port)
  const url =
    options.listens === false ? `http://${options.twin.name}.localhost` : `http://${printAddress(toReachableHost(options.host), port)}`
  const desk = await openDesk(options)
  const close = async () => {
    await connections.drain(limits.drainTimeoutMs)
    desk?.close()
  }
  try {
    attach(server, options, { limits, url, port, connections, desk })
  } catch (error) {
    await close()
    throw error
  }
  const connect = (stream: Duplex) => void server.emit('connection', stream)
  const unref = () => {
    server.unref()
    connections.unref()
  }
  return { url, address, port, connect, unref, close }
}

/** An `import` of node:http reads all of its exports, and one of them loads a whole client: 20 ms of a start that takes 150. */
const { createServer } = process.getBuiltinModule('node:http')

function createHttpServer(limits: ServerLimits): Server {
  const server = createServer({
    maxHeaderSize: limits.maxHeaderBytes,
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    connectionsCheckingInterval: Math.min(limits.headersTimeoutMs, 5_000),
    // A missing Host is refused in JSON by the request handler.
    requireHostHeader: false,
    // Most requests have no body: their stream need not be set up.
    optimizeEmptyRequests: true,
  })
  // 0: none is dropped in silence; their bytes are bounded.
  server.maxHeadersCount = 0
  return server
}

/** Loaded only where something is told: most twins tell nobody of anything. */
async function openDesk({ twin: { webhooks }, webhookTargets = [], note }: ServerOptions): Promise<WebhookDesk | undefined> {
  if (webhooks === undefined) return undefined
  const { WebhookDesk } = await import('./webhooks/webhook-desk.ts')
  return new WebhookDesk({ webhooks, allow: webhookTargets, note })
}

interface Bound {
  readonly limits: ServerLimits
  readonly url: string
  readonly port: number
  readonly connections: Connections
  readonly desk: WebhookDesk | undefined
}

function attach(server: Server, options: ServerOptions, { limits, url, port, connections, desk }: Bound): void {
  const { twin, fidelity, seed, clock, seal, note } = options
  const names = { url, host: options.host, otherNames: options.otherNames ?? [] }
  const origin = new OwnOrigin(names)
  const journal = new Journal()
  const { fixtures = new Map<string, FixtureSet>(), fixture, evicts = false, idleMs, ...marks } = options.sessions ?? {}
  const sessions = new SessionTable({
    twin,
    seed,
    clock,
    maxSessions: limits.maxSessions,
    provision: fixture === undefined ? {} : { fixture: existingFixture(fixtures, fixture) },
    evicts,
    seal,
    desk,
    journal,
    openStages: readStages(twin),
  })
  // A twin that can't be started shows it now, not at the first request.
  const first = sessions.open(defaultSessionName, url)
  const chaos = openChaos(options, first?.capture() !== undefined)
  const control = createControlPlane({
    server: {
      twin: twin.name,
      routes: twin.routes,
      fidelity,
      seed,
      clock: clock.text,
      url,
      port,
      limits,
      sessions,
      journal,
      chaos,
      fixtures,
      problemOf: (entities) => (twin.problemOfFixtures ? twin.problemOfFixtures(entities) : 'the twin takes no entities'),
    },
    names,
    origin,
  })
  const choice = createSessionChoice(twin, marks)
  const handler = new RequestHandler({ sessions, choice, fixtures, journal, chaos, origin, limits, connections, note, control })
  if (idleMs !== undefined) {
    const sweeper = new SessionSweeper(sessions, idleMs)
    server.once('close', () => sweeper.close())
  }
  server.on('request', (message, response) => handler.handle(message, response, false))
  server.on('checkContinue', (message, response) => handler.handle(message, response, true))
  server.on('checkExpectation', (_message, response) => refuse(response, expectationRefused))
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

function openChaos({ twin, chaos = { profiles: {}, on: [] } }: ServerOptions, canFork: boolean): ChaosDesk {
  try {
    const desk = new ChaosDesk(chaos.profiles, { routes: twin.routes, canFork })
    if (chaos.on.length > 0) desk.switchTo(chaos.on)
    return desk
  } catch (error) {
    throw new Fault('chaos-invalid', `chaos: ${(error as Error).message}`, {
      exitCode: exitCodes.user,
      help: 'mend chaos.yaml of the twin or the rule that --chaos says: see docs/guides/chaos.md',
    })
  }
}
