import { createHash } from 'node:crypto'
import { z } from 'zod'
import { exactJson, parseJson } from '#base'
import { innermostIssue } from '#model'
import { parseClockChoice } from '../clock-choice.ts'
import type { ControlledServer } from '../control/control-call.ts'
import { seedOf } from '../derive-seed.ts'
import { tooManySessions, unknownChaos } from '../refusals.ts'
import type { ServedSession } from '../served-session.ts'
import type { Refusal } from '../wire/refuse.ts'
import { type SavedSession, savedSessionSchema, saveSession } from './saved-session.ts'

const format = 'doppel-session/1'

const headSchema = z.object({
  format: z.literal(format),
  twin: z.string(),
  /** Of the model, its settings and what it knows by heart. */
  fingerprint: z.string(),
  /** SHA-256 of the state as `exactJson` writes it. */
  digest: z.string(),
  state: z.unknown(),
})

/** A whole session as a JSON text, from which another server of the same twin goes on. */
export function exportSession(session: ServedSession, server: ControlledServer): string | Refusal {
  const state = saveSession(session, server)
  if (state === undefined || server.fingerprint === undefined) return cannotExport(server)
  const written = exactJson(state)
  const head = { format, twin: server.twin, fingerprint: server.fingerprint(), session: session.name, digest: digestOf(written) }
  return `${JSON.stringify(head).slice(0, -1)},"state":${written}}\n`
}

/** Makes the session `name` what the document says, in place of one that there is. A refusal where it can't be; then nothing has changed. */
export function importSession(
  text: string,
  name: string,
  { server, origin }: { readonly server: ControlledServer; readonly origin: string },
): ServedSession | Refusal {
  if (server.fingerprint === undefined) return cannotExport(server)
  const saved = readDocument(text, server)
  if ('code' in saved) return saved
  const { mode } = saved.clock
  const clock = mode === server.clock ? undefined : parseClockChoice(mode)
  if (mode !== server.clock && clock === undefined) return unknownClock(mode)
  const { chaos, journal, sessions } = server
  let entries: ReturnType<typeof chaos.entriesNamed> | undefined
  try {
    entries = saved.chaos.on && chaos.entriesNamed(saved.chaos.on)
  } catch (error) {
    return unknownChaos(`the session has chaos that this twin does not know: ${(error as Error).message}`)
  }
  const { fixture } = saved
  // What it would have anyway, it was not given.
  const seed = saved.seed === seedOf(server.seed, name) ? undefined : saved.seed
  const begin = { saved, origin, provision: { seed, clock, fixture } as ServedSession['provision'] }
  try {
    const session = sessions.resume(name, begin, (made) => {
      const before = saved.chaos.before && made.readSnapshot(saved.chaos.before)
      return () => {
        made.beginJournal(journal.count, !saved.journal.isWhole)
        journal.take(name, saved.journal.entries as Parameters<typeof journal.take>[1])
        chaos.put(entries, name)
        const own = chaos.of(made)
        own.load(saved.chaos.dice, (rule) => chaos.ruleNamed(rule, made))
        own.before = before
      }
    })
    return session ?? tooManySessions(server.limits.maxSessions)
  } catch (error) {
    return damaged((error as Error).message)
  }
}

function readDocument(text: string, server: ControlledServer): SavedSession | Refusal {
  const json = parseJson(text)
  const head = headSchema.safeParse(json)
  if (!head.success) {
    const other = z.object({ format: z.string() }).safeParse(json)
    return other.success && other.data.format !== format ? otherFormat(other.data.format) : damaged('it is no whole document of a session')
  }
  const { twin, fingerprint, digest, state } = head.data
  if (fingerprint !== server.fingerprint?.()) return otherModel(twin, server.twin)
  if (digestOf(exactJson(state)) !== digest) return damaged('it is not as it was written')
  const parsed = savedSessionSchema.safeParse(state)
  if (parsed.success) return parsed.data
  const { path, message } = innermostIssue(parsed.error.issues[0] as z.core.$ZodIssue)
  return damaged(`${path.join('.')}: ${message}`)
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function damaged(why: string): Refusal {
  return {
    status: 400,
    code: 'session-document',
    message: `this is no session that could be read: ${why}`,
    help: 'export it once more: GET /__doppel/session/export; nothing was changed here',
  }
}

function otherFormat(found: string): Refusal {
  return {
    status: 409,
    code: 'session-format',
    message: `this is a document of the format ${JSON.stringify(found)}; this version of Doppel reads ${format}`,
    help: 'export and import with the same version of Doppel; nothing was changed here',
  }
}

function otherModel(twin: string, here: string): Refusal {
  const from = twin === here ? `${JSON.stringify(twin)} as it was learned or set up at another time` : `the twin ${JSON.stringify(twin)}`
  return {
    status: 409,
    code: 'session-model',
    message: `this is a session of ${from}: what it holds need not fit the model that is served here`,
    help: 'serve the same model, with the same settings and fixtures, as where the session was exported; nothing was changed here',
  }
}

function unknownClock(mode: string): Refusal {
  return {
    status: 409,
    code: 'session-clock',
    message: `the clock of the session goes as ${JSON.stringify(mode)} says, which there is not here`,
    help: 'import it where twins share that clock; nothing was changed here',
  }
}

function cannotExport({ twin }: ControlledServer): Refusal {
  return {
    status: 501,
    code: 'cannot-export',
    message: `the sessions of the twin ${JSON.stringify(twin)} can't be written down`,
    help: 'a twin of your own needs TwinSession.save, Twin.loadSession and Twin.fingerprint for that',
  }
}
