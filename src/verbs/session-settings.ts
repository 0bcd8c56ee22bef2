import { z } from 'zod'
import { parseDuration } from '#base'
import { exitCodes, Fault } from '#diagnostics'
import type { FixtureSet } from '#model'
import { parseSessionMark, type SessionMark, type SessionSettings, sessionMarkForms } from '#server'
import type { TwinConfig } from './twin-config.ts'
import type { VerbParameter } from './verb.ts'

/** What `doppel serve` may say of sessions; each wins over the same key of `[sessions]`. */
export const sessionFlags = {
  sessionBy: z.array(z.string()).default([]),
  oneSession: z.boolean().default(false),
  sessionIdle: z.string().optional(),
  evictSessions: z.boolean().default(false),
  fixture: z.string().min(1).optional(),
}

const flags = z.object(sessionFlags)
export type SessionFlags = z.output<typeof flags>

export const sessionParameters: readonly VerbParameter[] = [
  {
    key: 'sessionBy',
    kind: 'option',
    placeholder: 'MARK',
    summary: `what else tells of which session a request is: ${sessionMarkForms}`,
    repeatable: true,
  },
  { key: 'oneSession', kind: 'flag', summary: 'all requests share the default session, whatever they say' },
  { key: 'sessionIdle', kind: 'option', placeholder: 'DURATION', summary: 'a session that nobody asks anything for so long ends: 30m' },
  { key: 'evictSessions', kind: 'flag', summary: 'where one more session has no place, the one that was not used for longest ends' },
  { key: 'fixture', kind: 'option', placeholder: 'NAME', summary: 'entities of state/fixtures/NAME that sessions begin with' },
]

/** How sessions are told apart and when they end. Faults: `session-settings`. */
export function toSessionSettings(
  { sessions = {} }: TwinConfig,
  { sessionBy, oneSession, sessionIdle, evictSessions, fixture }: SessionFlags,
  fixtures: ReadonlyMap<string, FixtureSet>,
): SessionSettings {
  const by = sessionBy.length > 0 ? sessionBy : (sessions.by ?? [])
  const one = oneSession || (sessions.one === true && sessionBy.length === 0)
  if (one && by.length > 0) throw wrong('requests share one session, and are told apart by something', 'leave out one of both')
  const idle = sessionIdle ?? sessions.idle
  const idleMs = idle === undefined ? undefined : parseDuration(idle)
  if (idle !== undefined && !idleMs) throw wrong(`"${idle}" is no duration after which a session may end`, 'write 30m, 12h or 1d12h')
  return {
    one,
    marks: by.map(toMark),
    idleMs,
    evicts: evictSessions || sessions.evict === true,
    fixtures,
    fixture: fixture ?? sessions.fixture,
  }
}

function toMark(text: string): SessionMark {
  const mark = parseSessionMark(text)
  if (mark === undefined) throw wrong(`"${text}" tells of no session`, `say ${sessionMarkForms}`)
  return mark
}

function wrong(message: string, help: string): Fault {
  return new Fault('session-settings', message, { exitCode: exitCodes.user, help })
}
