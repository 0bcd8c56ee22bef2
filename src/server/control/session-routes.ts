import { z } from 'zod'
import { type FixtureSet, fixtureSetSchema } from '#model'
import { findFixture, type Provision } from '../provision.ts'
import { invalidSessionName, tooManySessions } from '../refusals.ts'
import type { ServedSession } from '../served-session.ts'
import { defaultSessionName, sessionNamePattern } from '../session-names.ts'
import { type Snapshot, snapshotsMax } from '../snapshot.ts'
import type { Refusal } from '../wire/refuse.ts'
import { chooseSession, unknownSession } from './choose-session.ts'
import { clockChoice } from './clock-routes.ts'
import { type ControlCall, type ControlReply, type ControlRoute, defineControlRoute, ok } from './control-call.ts'

const name = z.string().regex(sessionNamePattern, 'has 1 to 128 letters, digits and . _ : @ ~ + -, and begins with a letter or digit')

/** Sessions, and what they were at a moment. */
export const sessionRoutes: readonly ControlRoute[] = [
  defineControlRoute({
    method: 'POST',
    path: '/reset',
    summary:
      'all sessions, or ?session=NAME, back to the start; {"clock": "anew"}: so is a clock that they share with those of other twins',
    input: () => z.strictObject({ clock: z.literal('anew').optional() }),
    run: (call, { clock }) => {
      if (clock !== undefined) call.server.forgetClock?.(call.session)
      return reset(call)
    },
  }),
  { method: 'GET', path: '/session', summary: 'the sessions there are', run: listSessions },
  defineControlRoute({
    method: 'POST',
    path: '/session',
    summary:
      'make the session ?session=NAME, with {"seed": 7, "clock": "fixed:2026-01-01", "fixture": "NAME"} or {"state": {…}} of GET /state',
    input: () =>
      z.strictObject({
        seed: z.coerce.number().int().min(0).max(0xffff_ffff).optional(),
        clock: clockChoice.optional(),
        fixture: name.optional(),
        state: fixtureSetSchema.optional(),
      }),
    run: createSession,
  }),
  { method: 'DELETE', path: '/session', summary: 'end the session ?session=NAME and free its place', run: deleteSession },
  { method: 'GET', path: '/state', summary: 'the entities of ?session=NAME, or of the default session', run: state },
  { method: 'GET', path: '/limits', summary: 'what the clients of ?session=NAME may still ask', run: limits },
  { method: 'GET', path: '/snapshot', summary: 'the snapshots of ?session=NAME', run: listSnapshots },
  defineControlRoute({
    method: 'POST',
    path: '/snapshot',
    summary: 'keep ?session=NAME as it is now, clock included, under {"name": "before"}; one of that name is replaced',
    input: () => z.strictObject({ name }),
    run: (call, input) => takeSnapshot(call, input.name),
  }),
  defineControlRoute({
    method: 'DELETE',
    path: '/snapshot',
    summary: 'forget the snapshot {"name": "before"} of ?session=NAME',
    input: () => z.strictObject({ name }),
    run: (call, input) =>
      withSnapshot(call, input.name, (session) => {
        session.snapshots.delete(input.name)
        return ok({ deleted: input.name })
      }),
  }),
  defineControlRoute({
    method: 'POST',
    path: '/restore',
    summary: 'make ?session=NAME what it was at the snapshot {"name": "before"}, clock included',
    input: () => z.strictObject({ name }),
    run: (call, input) =>
      withSnapshot(call, input.name, (session, snapshot) => {
        session.restore(snapshot)
        return ok({ restored: input.name, session: describeSession(session) })
      }),
  }),
  defineControlRoute({
    method: 'POST',
    path: '/fork',
    summary: 'make the session {"to": "other"} of ?session=NAME as it is now, or was at {"snapshot": "before"}',
    input: () => z.strictObject({ to: name, snapshot: name.optional() }),
    run: (call, input) => fork(call, input.to, input.snapshot),
  }),
  defineControlRoute({
    method: 'GET',
    path: '/diff',
    summary: 'what has come, gone and changed in ?session=NAME since &snapshot=before, or beside the session &from=other',
    input: () => z.strictObject({ snapshot: name.optional(), from: name.optional() }),
    run: (call, input) => diff(call, input),
  }),
]

interface Beginning extends Pick<Provision, 'seed' | 'clock'> {
  readonly fixture?: string | undefined
  readonly state?: FixtureSet | undefined
}

function reset({ server, session, origin }: ControlCall): ControlReply | Refusal {
  const names = session === undefined ? server.sessions.list().map((one) => one.name) : [session]
  for (const one of names) {
    // The default session is always there, also before its first request.
    if (!server.sessions.reset(one, origin) && one !== defaultSessionName) return unknownSession(one)
  }
  return ok({ reset: names })
}

function listSessions({ server }: ControlCall): ControlReply {
  return ok({ sessions: server.sessions.list().map(describeSession), max: server.limits.maxSessions, ended: server.sessions.ended })
}

function createSession(
  { server, session, origin }: ControlCall,
  { state: given, fixture: key, ...rest }: Beginning,
): ControlReply | Refusal {
  if (session === undefined) return missingSessionName
  if (!sessionNamePattern.test(session)) return invalidSessionName
  const fixture = key === undefined ? given && { name: '', entities: given } : findFixture(server.fixtures, key)
  if (fixture && 'code' in fixture) return fixture
  if (key !== undefined && given !== undefined) return fixtureAndState
  const problem = given && server.problemOf(given)
  if (problem !== undefined) return { ...badState, message: problem }
  const isNew = server.sessions.get(session) === undefined
  const says = Object.values({ ...rest, fixture }).some((value) => value !== undefined)
  if (!isNew && says) return sessionExists(session)
  const opened = server.sessions.open(session, origin, { ...rest, fixture })
  if (opened === undefined) return tooManySessions(server.limits.maxSessions)
  return ok({ created: isNew, session: describeSession(opened) }, isNew ? 201 : 200)
}

function deleteSession({ server, session }: ControlCall): ControlReply | Refusal {
  if (session === undefined) return missingSessionName
  if (!server.sessions.delete(session)) return unknownSession(session)
  return ok({ deleted: session })
}

function state(call: ControlCall): ControlReply | Refusal {
  const session = chooseSession(call)
  return 'code' in session ? session : ok({ session: session.name, state: session.state() })
}

function limits(call: ControlCall): ControlReply | Refusal {
  const session = chooseSession(call)
  return 'code' in session ? session : ok({ session: session.name, limits: session.describeStages('limits') })
}

function listSnapshots(call: ControlCall): ControlReply | Refusal {
  const session = chooseSession(call)
  if ('code' in session) return session
  const snapshots = [...session.snapshots].map(([key, { clock, requestCount }]) => ({
    name: key,
    now: new Date(clock.nowMs).toISOString(),
    requests: requestCount,
  }))
  return ok({ session: session.name, snapshots, max: snapshotsMax })
}

function takeSnapshot(call: ControlCall, key: string): ControlReply | Refusal {
  const session = chooseSession(call)
  if ('code' in session) return session
  const isNew = !session.snapshots.has(key)
  if (isNew && session.snapshots.size >= snapshotsMax) return tooManySnapshots
  const snapshot = session.capture()
  if (snapshot === undefined) return cannotFork(call)
  session.snapshots.delete(key)
  session.snapshots.set(key, snapshot)
  return ok({ snapshot: key, session: describeSession(session) }, isNew ? 201 : 200)
}

function fork(call: ControlCall, to: string, key: string | undefined): ControlReply | Refusal {
  if (key !== undefined) return withSnapshot(call, key, (session, snapshot) => forkTo(call, session, snapshot, to))
  const session = chooseSession(call)
  if ('code' in session) return session
  const snapshot = session.capture()
  return snapshot === undefined ? cannotFork(call) : forkTo(call, session, snapshot, to)
}

function forkTo({ server, origin }: ControlCall, session: ServedSession, from: Snapshot, to: string): ControlReply | Refusal {
  if (server.sessions.get(to) !== undefined) return sessionExists(to)
  const made = server.sessions.fork({ from, provision: session.provision }, to, origin)
  return made === undefined ? tooManySessions(server.limits.maxSessions) : ok({ forked: session.name, session: describeSession(made) }, 201)
}

function diff(
  call: ControlCall,
  input: { readonly snapshot?: string | undefined; readonly from?: string | undefined },
): ControlReply | Refusal {
  if ((input.snapshot === undefined) === (input.from === undefined)) return oneOfBoth
  if (input.snapshot !== undefined) return withSnapshot(call, input.snapshot, (session, snapshot) => differ(call, session, snapshot))
  const [session, other] = [chooseSession(call), chooseSession({ ...call, session: input.from })]
  if ('code' in session) return session
  return 'code' in other ? other : differ(call, session, other)
}

function differ(call: ControlCall, session: ServedSession, before: Snapshot | ServedSession): ControlReply | Refusal {
  const difference = session.differenceSince(before)
  return difference === undefined ? cannotFork(call) : ok({ session: session.name, difference })
}

function withSnapshot(
  call: ControlCall,
  key: string,
  run: (session: ServedSession, snapshot: Snapshot) => ControlReply | Refusal,
): ControlReply | Refusal {
  const session = chooseSession(call)
  if ('code' in session) return session
  const snapshot = session.snapshots.get(key)
  return snapshot === undefined ? unknownSnapshot(session, key) : run(session, snapshot)
}

/** For people and programs. */
export function describeSession(session: ServedSession): Record<string, unknown> {
  const { name, seed, requestCount, clock, provision } = session
  const fixture = provision.fixture?.name
  return { name, seed, requests: requestCount, now: new Date(clock.nowMs()).toISOString(), ...(fixture ? { fixture } : {}) }
}

const fixtureAndState: Refusal = {
  status: 400,
  code: 'bad-control-request',
  message: 'both fixture and state say what there is at the start',
  help: 'send one of them',
}

const badState: Omit<Refusal, 'message'> = {
  status: 400,
  code: 'bad-control-request',
  help: 'send entities by collection as GET /__doppel/state lists them: {"state": {"orders": [{"id": 1}]}}',
}

const missingSessionName: Refusal = {
  status: 400,
  code: 'missing-session-name',
  message: 'this needs the name of a session',
  help: 'add ?session=NAME',
}

const oneOfBoth: Refusal = {
  status: 400,
  code: 'bad-control-request',
  message: 'a difference is between the session and one other thing',
  help: 'add &snapshot=NAME or &from=SESSION, one of them',
}

const tooManySnapshots: Refusal = {
  status: 409,
  code: 'too-many-snapshots',
  message: `the session has ${snapshotsMax} snapshots`,
  help: 'forget one with DELETE /__doppel/snapshot',
}

function sessionExists(key: string): Refusal {
  return {
    status: 409,
    code: 'session-exists',
    message: `there is a session ${JSON.stringify(key)}`,
    help: 'give another name, or end it first with DELETE /__doppel/session',
  }
}

function unknownSnapshot(session: ServedSession, key: string): Refusal {
  const known = [...session.snapshots.keys()]
  return {
    status: 404,
    code: 'unknown-snapshot',
    message: `the session ${JSON.stringify(session.name)} has no snapshot ${JSON.stringify(key)}`,
    help: known.length === 0 ? 'take one with POST /__doppel/snapshot' : `it has ${known.join(', ')}`,
  }
}

function cannotFork({ server }: ControlCall): Refusal {
  return {
    status: 501,
    code: 'cannot-fork',
    message: `the sessions of the twin ${JSON.stringify(server.twin)} can't be copied`,
    help: 'a twin of your own needs TwinSession.fork and TwinSession.entities for that',
  }
}
