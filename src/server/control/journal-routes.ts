import { z } from 'zod'
import { provenances } from '#engine'
import type { JournalEntry } from '../journal/journal.ts'
import { filterTests, type JournalFilter } from '../journal/journal-filter.ts'
import { nearestRoutes, nearMisses } from '../journal/near-misses.ts'
import type { ServedSession } from '../served-session.ts'
import type { Refusal } from '../wire/refuse.ts'
import { chooseSession } from './choose-session.ts'
import { momentMs } from './clock-routes.ts'
import { type ControlCall, type ControlReply, type ControlRoute, defineControlRoute, ok } from './control-call.ts'

const count = z.coerce.number().int().min(0)

const filter = {
  route: z
    .string()
    .regex(/^[A-Z]+ \//, 'is no route: write POST /orders')
    .optional(),
  status: z.coerce.number().int().optional(),
  provenance: z.enum(provenances).optional(),
  since: momentMs.optional(),
  where: z.string().optional(),
}

/** What a session was asked. */
export const journalRoutes: readonly ControlRoute[] = [
  defineControlRoute({
    method: 'GET',
    path: '/journal',
    summary: 'what ?session=NAME was asked, oldest first; of &route=, &status=, &provenance=, &since=, &where=, the last &limit=',
    input: () => z.strictObject({ ...filter, limit: count.optional() }),
    run: (call, { limit, since, ...rest }) =>
      onEntries(call, { ...rest, sinceMs: since }, (found, { session, isWhole }) => {
        const shown = limit === undefined ? found : found.slice(found.length - Math.min(limit, found.length))
        return ok({
          session: session.name,
          count: found.length,
          complete: isWhole,
          requests: shown.map((entry) => describe(entry, call.server.routes)),
        })
      }),
  }),
  {
    method: 'DELETE',
    path: '/journal',
    summary: 'forget what ?session=NAME was asked so far',
    run: (call) => {
      const session = chooseSession(call)
      if ('code' in session) return session
      session.beginJournal(call.server.journal.count)
      return ok({ session: session.name, count: 0 })
    },
  },
  defineControlRoute({
    method: 'POST',
    path: '/journal/verify',
    summary: 'whether ?session=NAME was asked {"route": "POST /orders", "where": "body.total > 5", "times": 2} (or "least", "most")',
    input: () => z.strictObject({ ...filter, times: count.optional(), least: count.optional(), most: count.optional() }),
    run: (call, { times, least, most, since, ...rest }) => {
      const meant = { ...rest, sinceMs: since }
      return onEntries(call, meant, (found, { session, entries, isWhole }) => {
        const [from, to] = times === undefined ? [least ?? (most === undefined ? 1 : 0), most ?? Number.POSITIVE_INFINITY] : [times, times]
        if (!isWhole && found.length < from) return incomplete(session)
        const isMet = found.length >= from && found.length <= to
        const near = isMet ? [] : nearMisses(entries, meant)
        return ok({
          session: session.name,
          met: isMet,
          count: found.length,
          requests: found.map((entry) => describe(entry, call.server.routes)),
          near: near.map(({ entry, why }) => ({ ...describe(entry, call.server.routes), why })),
        })
      })
    },
  }),
]

interface Around {
  readonly session: ServedSession
  readonly entries: readonly JournalEntry[]
  /** None was pushed out. */
  readonly isWhole: boolean
}

function onEntries(
  call: ControlCall,
  filter: JournalFilter,
  run: (found: readonly JournalEntry[], around: Around) => ControlReply | Refusal,
): ControlReply | Refusal {
  const session = chooseSession(call)
  if ('code' in session) return session
  const { journal } = call.server
  const entries = journal.of(session.name, session.journalSince)
  let found: readonly JournalEntry[]
  try {
    const tests = filterTests(filter)
    found = entries.filter((entry) => tests.every((test) => test.holds(entry)))
  } catch (error) {
    return badWhere((error as Error).message)
  }
  return run(found, { session, entries, isWhole: session.isJournalWhole(journal) })
}

function describe(entry: JournalEntry, routes: readonly string[]): Record<string, unknown> {
  const { number, method, target, atMs, status, provenance, route, variant, nearest, chaos, body, bodyBytes } = entry
  const near = route === undefined ? nearestRoutes(entry, routes) : []
  return {
    number,
    at: new Date(atMs).toISOString(),
    method,
    target,
    ...(bodyBytes > 0 ? { body, bodyBytes } : {}),
    status,
    provenance,
    route,
    variant,
    chaos,
    ...(near.length > 0 ? { nearestRoutes: near } : {}),
    nearestCase: nearest,
  }
}

function badWhere(message: string): Refusal {
  return {
    status: 400,
    code: 'bad-control-request',
    message: `where: ${message}`,
    help: 'write a test over method, target, path, query, body, status, route, variant and provenance: body.total > 5',
  }
}

function incomplete({ name }: ServedSession): Refusal {
  return {
    status: 409,
    code: 'journal-incomplete',
    message: `requests of the session ${JSON.stringify(name)} are forgotten: it can't be said how many there were`,
    help: 'empty the journal before what is to be counted: DELETE /__doppel/journal',
  }
}
