import type { ServerResponse } from 'node:http'
import { jsonText } from '#base'
import type { Keeper } from '../keeper.ts'
import type { OwnNames, OwnOrigin } from '../own-origin.ts'
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
}

/** Answers requests under `/__doppel/`, in JSON, to callers on this machine. */
export function createControlPlane({ server, names, origin, token, keeper }: ControlPlaneOptions): Responder {
  return (request, message, response) => {
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
    const result = dispatch(request, said, { server, origin: origin.of(request.host), body: request.body })
    if (keeper && request.method !== 'GET' && request.method !== 'HEAD') keeper.noteSessions(namesOf(request, said, server))
    replyControl(response, result)
  }
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

/** The sessions that a call may have changed. */
function namesOf(request: ArrivedRequest, { session, fields }: ControlInput, { sessions }: ControlledServer): string[] {
  if (session === undefined && controlPathOf(request) === '/reset') return sessions.list().map(({ name }) => name)
  return [session ?? defaultSessionName, ...(typeof fields['to'] === 'string' ? [fields['to']] : [])]
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
