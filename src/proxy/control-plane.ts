import type { IncomingMessage, ServerResponse } from 'node:http'
import { refusalOfCaller, toHeaderList } from '#http'

/** What the control plane shows and does. Each returns a status and a JSON value. */
export interface ControlActions {
  health(): ControlAnswer
  ready(): ControlAnswer
  info(): ControlAnswer
  newSession(): Promise<ControlAnswer>
}

export interface ControlAnswer {
  readonly status: number
  readonly json: unknown
}

const prefix = '/__doppel'

/** Whether a request is for the recorder itself: such a request never reaches the upstream. */
export function isControlTarget(target: string): boolean {
  if (!target.startsWith(prefix)) return false
  const next = target[prefix.length]
  return next === undefined || next === '/' || next === '?'
}

/** Answers a request of the control plane. `listenHost` is the address that the recorder was told to listen on. */
export async function serveControl(
  request: IncomingMessage,
  response: ServerResponse,
  actions: ControlActions,
  listenHost: string,
): Promise<void> {
  request.resume()
  const refusal = refusalOfCaller(toHeaderList(request.rawHeaders), listenHost)
  const answer = refusal === undefined ? await act(request, actions) : problem(403, 'foreign-caller', refusal)
  const body = `${JSON.stringify(answer.json)}\n`
  const allow = answer.status === 405 ? { allow: (answer.json as { allow: string }).allow } : {}
  response.writeHead(answer.status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    ...allow,
  })
  response.end(request.method === 'HEAD' ? undefined : body)
}

async function act(request: IncomingMessage, actions: ControlActions): Promise<ControlAnswer> {
  const path = (request.url ?? '').slice(prefix.length).split('?')[0]
  const reads = { '/health': actions.health, '/ready': actions.ready, '/info': actions.info } as const
  if (path === '/new-session') return request.method === 'POST' ? actions.newSession() : notAllowed('POST')
  if (!Object.hasOwn(reads, path ?? '')) {
    return problem(404, 'unknown-control-path', 'the recorder has GET /__doppel/health, /ready and /info, and POST /__doppel/new-session')
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') return notAllowed('GET, HEAD')
  return reads[path as keyof typeof reads]()
}

function notAllowed(allow: string): ControlAnswer {
  return { status: 405, json: { error: { code: 'wrong-control-method', message: `use ${allow}` }, allow } }
}

function problem(status: number, code: string, message: string): ControlAnswer {
  return { status, json: { error: { code, message } } }
}
