import type { ServerResponse } from 'node:http'
import { jsonText } from '#base'
import type { Keeper } from '../keeper.ts'
import type { OwnNames, OwnOrigin } from '../own-origin.ts'
import type { KnownToAll, SharedControl } from '../replica/shared-control.ts'
import type { Responder } from '../request-handler.ts'
import { defaultSessionName } from '../session-names.ts'
import type { ArrivedRequest } from '../wire/arrived-request.ts'
import { type Refusal, refuse } from '../wire/refuse.ts'
import { type ControlCall, type ControlledServer, type ControlReply, noInput, ok } from './control-call.ts'
import { guardControl } from './control-guard.ts'
import { controlPrefix } from './control-prefix.ts'
import { controlRoutes } from './control-routes.ts'
import { type ControlInput, parseControlInput, readControlInput } from './read-control-input.ts'

export interface ControlPlaneOptions {
  readonly server: ControlledServer
  readonly names: OwnNames
  readonly origin: OwnOrigin
  readonly token: string | undefined
  readonly keeper?: Keeper | undefined
  /** Has the sessions as all servers of them know them. */
  readonly shared?: SharedControl | undefined
}

export interface ControlPlane {
  /** Answers requests under `/__doppel/`, in JSON, to callers on this machine. */
  readonly respond: Responder
  /** Does what another server of the same sessions was told. */
  repeat(request: ArrivedRequest): void
}

export function createControlPlane({ server, names, origin, token, keeper, shared }: ControlPlaneOptions): ControlPlane {
  const runFor =
    (request: ArrivedRequest, said: ControlInput) =>
    (known: KnownToAll = {}) =>
      dispatch(request, said, { server: { ...server, ...known }, origin: origin.of(request.host), body: request.body })
  const respond: Responder = (request, message, response) => {
    const guarded = guardControl(request, names, { address: message.socket.remoteAddress, token })
    if (guarded !== undefined) {
      refuse(response, guarded)
      return
    }
    const said = readControlInput(request, isDocumentSent(request))
    if ('code' in said) {
      refuse(response, said)
      return
    }
    const run = runFor(request, said)
    if (shared !== undefined) {
      void runShared(shared, request, said, run).then((result) => replyControl(response, result))
      return
    }
    replyControl(response, keeper === undefined ? run() : keeper.during(() => runKept(keeper, request, run)))
  }
  const repeat = (request: ArrivedRequest) => {
    const said = readControlInput(request, isDocumentSent(request))
    if (!('code' in said)) runFor(request, said)()
  }
  return { respond, repeat }
}

function dispatch(
  request: ArrivedRequest,
  { session, fields }: ControlInput,
  callee: Omit<ControlCall, 'session'>,
): ControlReply | Refusal {
  const path = controlPathOf(request)
  const method = request.method === 'HEAD' ? 'GET' : request.method
  if (method === 'GET' && (path === '' || path === '/')) return ok({ routes: listRoutes() })
  const candidates = controlRoutes.filter((route) => route.path === path)
  if (candidates.length === 0) return unknownPath(request)
  const route = candidates.find((candidate) => candidate.method === method)
  if (route === undefined) {
    return wrongMethod(
      request,
      candidates.map((candidate) => candidate.method),
    )
  }
  const input = parseControlInput((route.input ?? noInput)(), fields)
  return isRefusal(input) ? input : route.run({ ...callee, session }, input)
}

function isChange(request: ArrivedRequest): boolean {
  return request.method !== 'GET' && request.method !== 'HEAD' && controlPathOf(request) !== '/journal/verify'
}

/** What changes something is kept before anybody hears of it. */
function runKept(keeper: Keeper, request: ArrivedRequest, run: () => ControlReply | Refusal): ControlReply | Refusal {
  const result = run()
  if (isChange(request)) keeper.noteRequest(request)
  return result
}

/** Tells of this process, not of sessions. */
const aboutServer = new Set(['', '/', '/health', '/ready'])

/** Runs a call where all servers of the sessions know of it. */
async function runShared(
  shared: SharedControl,
  request: ArrivedRequest,
  { session, fields }: ControlInput,
  run: (known?: KnownToAll) => ControlReply | Refusal,
): Promise<ControlReply | Refusal> {
  const path = controlPathOf(request)
  const name = session ?? defaultSessionName
  const { to, from } = fields
  if (isChange(request)) {
    if (path === '/chaos' && session === undefined) return shared.changeChaos(run)
    if (path === '/reset' && session === undefined) return shared.reset(request)
    if (path === '/fork' && typeof to === 'string') return shared.make(to, name, run)
    return path === '/session/import' ? shared.bring(name, request, run) : shared.change(name, request, run)
  }
  if (aboutServer.has(path)) return run()
  if (path === '/info' || path === '/metrics') return shared.tell(run)
  if (path === '/chaos' && session === undefined) return shared.showChaos(run)
  if (session === undefined && path === '/session') return shared.show('all', run)
  return shared.show(typeof from === 'string' ? [name, from] : [name], run)
}

/** Below the prefix, without the query. */
export function controlPathOf({ target }: ArrivedRequest): string {
  return (target.split('?', 1)[0] as string).slice(controlPrefix.length)
}

/** Whether the body is no input of the route but a document. */
export function isDocumentSent(request: ArrivedRequest): boolean {
  const path = controlPathOf(request)
  return controlRoutes.some((route) => route.takesDocument && route.path === path && route.method === request.method)
}

/** A schema's output has no `status` of a refusal beside its code. */
function isRefusal(value: object): value is Refusal {
  return 'code' in value && 'status' in value && 'help' in value
}

/** Puts it on the wire. */
export function replyControl(response: ServerResponse, result: ControlReply | Refusal): void {
  if ('code' in result) {
    refuse(response, result)
    return
  }
  const { json, text = `${jsonText(json, 2)}\n`, type = 'application/json; charset=utf-8' } = result
  response.writeHead(result.status, ['Content-Type', type, 'Content-Length', String(Buffer.byteLength(text)), 'Cache-Control', 'no-store'])
  response.end(text)
}

function listRoutes(): unknown[] {
  return controlRoutes.map(({ method, path, summary }) => ({ method, path: `${controlPrefix}${path}`, summary }))
}

function unknownPath(request: ArrivedRequest): Refusal {
  return {
    status: 404,
    code: 'unknown-control-path',
    message: `the control plane has no ${JSON.stringify(request.target)}`,
    help: 'use one of the routes listed here',
    details: { routes: listRoutes() },
  }
}

function wrongMethod(request: ArrivedRequest, methods: readonly string[]): Refusal {
  const allow = methods.join(', ')
  return {
    status: 405,
    code: 'wrong-control-method',
    message: `${request.method} is not possible here`,
    help: `use ${allow}`,
    allow,
  }
}
