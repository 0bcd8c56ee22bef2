import { z } from 'zod'
import { late, parseDuration } from '#base'
import type { AgendaItem, AgendaRun } from '#engine'
import { clockForms, parseClockChoice, parseMoment } from '../clock-choice.ts'
import type { ServedSession } from '../served-session.ts'
import type { Refusal } from '../wire/refuse.ts'
import { chooseSession } from './choose-session.ts'
import { type ControlCall, type ControlReply, type ControlRoute, defineControlRoute, ok } from './control-call.ts'

/** A duration as clients write it, `1m`; gives ms. */
export const durationMs = late(() =>
  z.string().transform((text, context) => {
    const ms = parseDuration(text)
    if (ms !== undefined) return ms
    context.addIssue({ code: 'custom', message: `${JSON.stringify(text)} is no duration; write 90s, 30m, 12h, 30d or 1d12h` })
    return z.NEVER
  }),
)

/** A moment as clients write it; gives ms since 1970. */
export const momentMs = late(() =>
  z.string().transform((text, context) => {
    const ms = parseMoment(text)
    if (ms !== undefined) return ms
    context.addIssue({ code: 'custom', message: `${JSON.stringify(text)} is no moment; write 2026-01-01 or 2026-01-01T00:00:00Z` })
    return z.NEVER
  }),
)

/** A clock as `--clock` takes it. */
export const clockChoice = late(() =>
  z.string().transform((text, context) => {
    const choice = parseClockChoice(text)
    if (choice !== undefined) return choice
    context.addIssue({ code: 'custom', message: `${JSON.stringify(text)} is no clock; write ${clockForms}` })
    return z.NEVER
  }),
)

/** A session's time; the default session's where none is named. */
export const clockRoutes: readonly ControlRoute[] = [
  {
    method: 'GET',
    path: '/clock',
    summary: 'the time of ?session=NAME, or of the default session, and whether it is frozen',
    run: (call) => onClock(call),
  },
  defineControlRoute({
    method: 'GET',
    path: '/clock/agenda',
    summary: 'what ?session=NAME will do by itself, the next &limit=20, and what it has done last',
    input: () => z.strictObject({ limit: z.coerce.number().int().min(0).max(1000).default(20) }),
    run: (call, { limit }) => showAgenda(call, limit),
  }),
  defineControlRoute({
    method: 'POST',
    path: '/clock/advance',
    summary: 'move the time on by {"by": "30d"}; what is due by then happens',
    input: () => z.strictObject({ by: durationMs }),
    run: (call, { by }) => onClock(call, (session) => goTo(session, session.clock.nowMs() + by)),
  }),
  defineControlRoute({
    method: 'POST',
    path: '/clock/set',
    summary: 'move the time on to {"to": "2026-01-01T00:00:00Z"}',
    input: () => z.strictObject({ to: momentMs }),
    run: (call, { to }) => onClock(call, (session) => goTo(session, to)),
  }),
  { method: 'POST', path: '/clock/freeze', summary: 'stop the time', run: (call) => onClock(call, freeze) },
  {
    method: 'POST',
    path: '/clock/resume',
    summary: 'let a stopped time go on',
    run: (call) => onClock(call, resume),
  },
]

const freeze = ({ clock }: ServedSession): undefined => {
  clock.freeze()
}

const resume = ({ clock }: ServedSession): undefined => {
  clock.resume()
}

/** So often what is due is done for one call: each time as much as can be done at once. */
const runsMax = 10

/** What came of a change of the clock. */
type Moved = Pick<AgendaRun, 'count' | 'isBehind'>

function onClock(call: ControlCall, change?: (session: ServedSession) => Refusal | Moved | undefined): ControlReply | Refusal {
  const session = chooseSession(call)
  if ('code' in session) return session
  const came = change?.(session)
  if (came !== undefined && 'code' in came) return came
  const { nowMs, isFrozen } = session.clock.position
  const mode = session.provision.clock?.text ?? call.server.clock
  const done = came && { done: came.count, ...(came.isBehind ? { behind: true } : {}) }
  return ok({ session: session.name, now: toIso(nowMs), frozen: isFrozen, mode, ...done })
}

function showAgenda(call: ControlCall, limit: number): ControlReply | Refusal {
  const session = chooseSession(call)
  if ('code' in session) return session
  session.work()
  const { next, done } = session.agenda(limit)
  const show = ({ atMs, ...item }: AgendaItem) => ({ at: toIso(atMs), ...item })
  return ok({ session: session.name, now: toIso(session.clock.nowMs()), next: next.map(show), done: done.map(show) })
}

function toIso(atMs: number): string {
  return new Date(atMs).toISOString()
}

function goTo(session: ServedSession, atMs: number): Refusal | Moved {
  const { clock } = session
  if (clock.advanceTo(atMs)) return doAllDue(session)
  const now = new Date(clock.nowMs()).toISOString()
  return {
    status: 409,
    code: 'clock-not-moved',
    message: `it is ${now}, and time runs forward only, to the year 275760 at most`,
    help: 'take a snapshot before and restore it to go back',
  }
}

function doAllDue(session: ServedSession): Moved {
  let count = 0
  let isBehind = true
  for (let runs = 0; isBehind && runs < runsMax; runs++) {
    const run = session.work()
    count += run.count
    isBehind = run.isBehind
    // nothing comes of more of it
    if (run.count === 0) break
  }
  return { count, isBehind }
}
