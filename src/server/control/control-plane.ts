import type { ServerResponse } from 'node:http'
import { jsonText } from '#base'
import type { OwnNames, OwnOrigin } from '../own-origin.ts'
import type { Responder } from '../request-handler.ts'
import type { ArrivedRequest } from '../wire/arrived-request.ts'
import { type Refusal, refuse } from '../wire/refuse.ts'
import type { ControlCall, ControlledServer, ControlReply } from './control-call.ts'
import { guardControl } from './control-guard.ts'
import { controlPrefix } from './control-prefix.ts'
import { controlRoutes } from './control-routes.ts'
import { readSessionName } from './read-session-name.ts'

export interface ControlPlaneOptions {
  readonly server: ControlledServer
  readonly names: OwnNames
  readonly origin: OwnOrigin
}

/** Answers requests under `/__doppel/`, in JSON, to callers on this machine. */
export function createControlPlane({ server, names, origin }: ControlPlaneOptions): Responder {
  return (request, _message, response) => {
    const guarded = guardControl(request, names)
    if (guarded !== undefined) {
      refuse(response, guarded)
      return
    }
    const session = readSessionName(request)
    if (typeof session === 'object') {
      refuse(response, session)
      return
    }
    reply(response, dispatch(request, { server, session, origin: origin.of(request.host) }))
  }
}

function dispatch(request: ArrivedRequest, call: ControlCall): ControlReply | Refusal {
  const path = (request.target.split('?', 1)[0] as string).slice(controlPrefix.length)
  const candidates = controlRoutes.filter((route) => route.path === path)
  if (candidates.length === 0) return unknownPath(request)
  const method = request.method === 'HEAD' ? 'GET' : request.method
  const route = candidates.find((candidate) => candidate.method === method)
  return route === undefined
    ? wrongMethod(
        request,
        candidates.map((candidate) => candidate.method),
      )
    : route.run(call)
}

function reply(response: ServerResponse, result: ControlReply | Refusal): void {
  if ('code' in result) {
    refuse(response, result)
    return
  }
  const body = `${jsonText(result.json, 2)}\n`
  response.writeHead(result.status, [
    'Content-Type',
    'application/json; charset=utf-8',
    'Content-Length',
    String(Buffer.byteLength(body)),
    'Cache-Control',
    'no-store',
  ])
  response.end(body)
}

function unknownPath(request: ArrivedRequest): Refusal {
  const routes = controlRoutes.map(({ method, path, summary }) => ({ method, path: `${controlPrefix}${path}`, summary }))
  return {
    status: 404,
    code: 'unknown-control-path',
    message: `the control plane has no ${JSON.stringify(request.target)}`,
    help: 'use one of the routes listed here',
    details: { routes },
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
