import { invalidSessionName, tooManySessions } from '../refusals.ts'
import { defaultSessionName, type ServedSession, sessionNamePattern } from '../session-table.ts'
import type { Refusal } from '../wire/refuse.ts'
import type { ControlCall, ControlReply, ControlRoute } from './control-call.ts'

/** Everything that a running twin can be asked or told. */
export const controlRoutes: readonly ControlRoute[] = [
  { method: 'GET', path: '/health', summary: 'the server is alive', run: () => ok({ status: 'serving' }) },
  { method: 'GET', path: '/ready', summary: 'the server answers requests', run: () => ok({ ready: true }) },
  { method: 'GET', path: '/info', summary: 'what is served, how and where', run: info },
  { method: 'POST', path: '/reset', summary: 'all sessions, or ?session=NAME, back to the start', run: reset },
  { method: 'GET', path: '/session', summary: 'the sessions there are', run: listSessions },
  { method: 'POST', path: '/session', summary: 'make the session ?session=NAME', run: createSession },
  { method: 'DELETE', path: '/session', summary: 'end the session ?session=NAME and free its place', run: deleteSession },
  {
    method: 'GET',
    path: '/why',
    summary: 'why the last answers to requests with X-Doppel-Why came out as they did, in ?session=NAME',
    run: why,
  },
  { method: 'GET', path: '/state', summary: 'the entities of ?session=NAME, or of the default session', run: state },
]

function ok(json: unknown, status = 200): ControlReply {
  return { status, json }
}

function info({ server, origin }: ControlCall): ControlReply {
  const { twin, fidelity, url, port, seed, clock, routes, limits, sessions } = server
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
    sessions: sessions.size,
    limits,
  })
}

function reset({ server, session, origin }: ControlCall): ControlReply | Refusal {
  const names = session === undefined ? server.sessions.list().map(({ name }) => name) : [session]
  for (const name of names) {
    // The default session is always there, also before its first request.
    if (!server.sessions.reset(name, origin) && name !== defaultSessionName) return unknownSession(name)
  }
  return ok({ reset: names })
}

function listSessions({ server }: ControlCall): ControlReply {
  return ok({ sessions: server.sessions.list().map(describe), max: server.limits.maxSessions })
}

function createSession({ server, session, origin }: ControlCall): ControlReply | Refusal {
  if (session === undefined) return missingSessionName
  if (!sessionNamePattern.test(session)) return invalidSessionName
  const isNew = server.sessions.get(session) === undefined
  const opened = server.sessions.open(session, origin)
  if (opened === undefined) return tooManySessions(server.limits.maxSessions)
  return ok({ created: isNew, session: describe(opened) }, isNew ? 201 : 200)
}

function deleteSession({ server, session }: ControlCall): ControlReply | Refusal {
  if (session === undefined) return missingSessionName
  if (!server.sessions.delete(session)) return unknownSession(session)
  return ok({ deleted: session })
}

function state({ server, session, origin }: ControlCall): ControlReply | Refusal {
  const name = session ?? defaultSessionName
  const found = name === defaultSessionName ? server.sessions.open(name, origin) : server.sessions.get(name)
  return found === undefined ? unknownSession(name) : ok({ session: name, state: found.state() })
}

function why({ server, session, origin }: ControlCall): ControlReply | Refusal {
  const name = session ?? defaultSessionName
  const found = name === defaultSessionName ? server.sessions.open(name, origin) : server.sessions.get(name)
  return found === undefined ? unknownSession(name) : ok({ session: name, answers: found.traces.toReversed() })
}

function describe(session: ServedSession): Record<string, unknown> {
  return { name: session.name, seed: session.seed, requests: session.requestCount, now: new Date(session.clock.nowMs()).toISOString() }
}

const missingSessionName: Refusal = {
  status: 400,
  code: 'missing-session-name',
  message: 'this needs the name of a session',
  help: 'add ?session=NAME',
}

function unknownSession(name: string): Refusal {
  return {
    status: 404,
    code: 'unknown-session',
    message: `there is no session ${JSON.stringify(name)}`,
    help: 'GET /__doppel/session lists the sessions; a session begins with its first request',
  }
}
