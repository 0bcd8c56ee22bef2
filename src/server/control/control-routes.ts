import type { Refusal } from '../wire/refuse.ts'
import { chaosRoutes } from './chaos-routes.ts'
import { chooseSession } from './choose-session.ts'
import { clockRoutes } from './clock-routes.ts'
import { type ControlCall, type ControlReply, type ControlRoute, ok } from './control-call.ts'
import { documentRoutes } from './document-routes.ts'
import { journalRoutes } from './journal-routes.ts'
import { sessionRoutes } from './session-routes.ts'
import { webhookRoutes } from './webhook-routes.ts'

/** Everything that a running twin can be asked or told. */
export const controlRoutes: readonly ControlRoute[] = [
  { method: 'GET', path: '/health', summary: 'the server is alive', run: () => ok({ status: 'serving' }) },
  { method: 'GET', path: '/ready', summary: 'the server answers requests', run: () => ok({ ready: true }) },
  { method: 'GET', path: '/info', summary: 'what is served, how and where', run: info },
  { method: 'GET', path: '/metrics', summary: 'requests, times and sessions in the text format of Prometheus', run: metrics },
  ...sessionRoutes,
  ...documentRoutes,
  ...clockRoutes,
  ...webhookRoutes,
  ...journalRoutes,
  ...chaosRoutes,
  {
    method: 'GET',
    path: '/why',
    summary: 'why the last answers to requests with X-Doppel-Why came out as they did, in ?session=NAME',
    run: why,
  },
]

function info({ server, origin }: ControlCall): ControlReply {
  const { twin, fidelity, url, port, seed, clock, routes, limits, countSessions } = server
  return ok({
    status: 'serving',
    twin,
    fidelity,
    url,
    origin,
    port,
    pid: process.pid,
    seed,
    clock,
    routes,
    sessions: countSessions(),
    limits,
  })
}

function metrics({ server }: ControlCall): ControlReply {
  const text = server.metrics.print(server.twin, server.countSessions(), server.sessions.ended, server.tracer?.counts)
  return { status: 200, json: undefined, text, type: 'text/plain; version=0.0.4; charset=utf-8' }
}

function why(call: ControlCall): ControlReply | Refusal {
  const session = chooseSession(call)
  return 'code' in session ? session : ok({ session: session.name, answers: session.traces.toReversed() })
}
