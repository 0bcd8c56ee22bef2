import { z } from 'zod'
import { columns } from './columns.ts'
import { defineControlAction, defineControlVerb } from './control-verb.ts'
import { exportToFile, importFromFile } from './session-files.ts'

const session = z.object({ name: z.string(), seed: z.number(), requests: z.number(), now: z.string() })
const entity = z.record(z.string(), z.unknown())
const difference = z.record(
  z.string(),
  z.object({ added: z.array(entity), removed: z.array(entity), changed: z.array(z.object({ before: entity, after: entity })) }),
)

const name = { field: 'session', example: 'test-7' }
const snapshot = { field: 'name', example: 'before' }

/** Sessions of a running twin: what there are, what is in them, what they were and what has changed since. */
export const sessionVerb = defineControlVerb({
  name: 'session',
  summary: 'Keep, put back, fork and compare the sessions of a running twin',
  help: `A session is a world of its own: entities, clock and random stream. Requests say theirs in X-Doppel-Session; those that
say none share the default one. A snapshot keeps a session as it is, clock included, as long as the twin runs.

  list                 the sessions there are
  create S             make the session S, with --seed, --clock and --fixture if they are to be others than the server's
  delete S             end it and free its place
  reset [S]            all sessions, or S, back to the start
  state [S]            the entities of the session
  snapshots            the snapshots of the session
  snapshot NAME        keep the session as it is now
  restore NAME         make the session what it was then
  forget NAME          forget the snapshot
  fork S               make the session S of this one, as it is or was at --snapshot NAME
  export               the whole session as a document: to --out FILE, or to stdout
  import FILE          make the session what the document says; it goes on as the one would have that was exported
  diff                 what has come, gone and changed since --snapshot NAME, or beside the session --from S

Examples:
  $ doppel session orders
  $ doppel session orders create test-7 --clock fixed:2026-01-01
  $ doppel session orders snapshot before
  $ doppel session orders diff --snapshot before
  $ doppel session orders restore before --session test-7
  $ doppel session orders fork try-2 --snapshot before
  $ doppel session orders export --session test-7 --out test-7.json
  $ doppel session orders import test-7.json --session test-7`,
  valueSummary: 'the name of the session or the snapshot, or the file',
  options: [
    { key: 'snapshot', kind: 'option', placeholder: 'NAME', summary: 'of fork and diff: the session as it was at that snapshot' },
    { key: 'seed', kind: 'option', placeholder: 'N', summary: 'of create: source of its ids and tokens' },
    { key: 'clock', kind: 'option', placeholder: 'CLOCK', summary: 'of create: as --clock of doppel serve' },
    { key: 'fixture', kind: 'option', placeholder: 'NAME', summary: 'of create: the entities of state/fixtures/NAME' },
    { key: 'from', kind: 'option', placeholder: 'S', summary: 'of diff: the other session' },
    { key: 'out', kind: 'option', placeholder: 'FILE', summary: 'of export: where to; stdout unless said', completes: 'file' },
  ],
  actions: {
    list: defineControlAction({
      method: 'GET',
      path: '/session',
      answer: z.object({ sessions: z.array(session), max: z.number() }),
      print: ({ sessions }) =>
        columns([['session', 'requests', 'now', 'seed'], ...sessions.map((one) => [one.name, `${one.requests}`, one.now, `${one.seed}`])]),
    }),
    create: defineControlAction({
      method: 'POST',
      path: '/session',
      value: name,
      options: ['seed', 'clock', 'fixture'],
      answer: z.object({ created: z.boolean(), session }),
      print: (answer) => `${answer.session.name} ${answer.created ? 'made' : 'is there'}`,
    }),
    delete: defineControlAction({
      method: 'DELETE',
      path: '/session',
      value: name,
      answer: z.object({ deleted: z.string() }),
      print: ({ deleted }) => `${deleted} ended`,
    }),
    reset: defineControlAction({
      method: 'POST',
      path: '/reset',
      value: { ...name, isOptional: true },
      answer: z.object({ reset: z.array(z.string()) }),
      print: ({ reset }) => `${reset.join(', ')} back to the start`,
    }),
    state: defineControlAction({
      method: 'GET',
      path: '/state',
      value: { ...name, isOptional: true },
      answer: z.object({ session: z.string(), state: z.record(z.string(), z.unknown()) }),
      print: ({ state }) => JSON.stringify(state, undefined, 2),
    }),
    snapshots: defineControlAction({
      method: 'GET',
      path: '/snapshot',
      answer: z.object({
        session: z.string(),
        snapshots: z.array(z.object({ name: z.string(), now: z.string(), requests: z.number() })),
        max: z.number(),
      }),
      print: ({ snapshots, ...of }) =>
        snapshots.length === 0
          ? `${of.session} has no snapshot`
          : columns([['snapshot', 'requests', 'now'], ...snapshots.map((one) => [one.name, `${one.requests}`, one.now])]),
    }),
    snapshot: defineControlAction({
      method: 'POST',
      path: '/snapshot',
      value: snapshot,
      answer: z.object({ snapshot: z.string(), session }),
      print: (answer) => `${answer.session.name} kept as ${answer.snapshot}, at ${answer.session.now}`,
    }),
    restore: defineControlAction({
      method: 'POST',
      path: '/restore',
      value: snapshot,
      answer: z.object({ restored: z.string(), session }),
      print: (answer) => `${answer.session.name} is what it was at ${answer.restored}: ${answer.session.now}`,
    }),
    forget: defineControlAction({
      method: 'DELETE',
      path: '/snapshot',
      value: snapshot,
      answer: z.object({ deleted: z.string() }),
      print: ({ deleted }) => `${deleted} forgotten`,
    }),
    fork: defineControlAction({
      method: 'POST',
      path: '/fork',
      value: { field: 'to', example: 'try-2' },
      options: ['snapshot'],
      answer: z.object({ forked: z.string(), session }),
      print: (answer) => `${answer.session.name} made of ${answer.forked}, at ${answer.session.now}`,
    }),
    export: { options: ['out'], perform: exportToFile },
    import: { value: { field: 'file', example: 'test-7.json' }, perform: importFromFile },
    diff: defineControlAction({
      method: 'GET',
      path: '/diff',
      options: ['snapshot', 'from'],
      answer: z.object({ session: z.string(), difference }),
      print: (answer) => printDifference(answer.difference),
    }),
  },
})

/** A line for each entity: `+ orders {…}`, `- orders {…}`, and two for one that changed. */
function printDifference(found: z.output<typeof difference>): string {
  const lines = Object.entries(found).flatMap(([collection, { added, removed, changed }]) => [
    ...removed.map((value) => `- ${collection} ${JSON.stringify(value)}`),
    ...added.map((value) => `+ ${collection} ${JSON.stringify(value)}`),
    ...changed.flatMap(({ before, after }) => printChange(collection, before, after)),
  ])
  return lines.length === 0 ? 'no difference' : lines.join('\n')
}

/** Fields that are the same on both sides are left out. */
function printChange(collection: string, before: z.output<typeof entity>, after: z.output<typeof entity>): string[] {
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) => {
    const [old, now] = [JSON.stringify(before[key]), JSON.stringify(after[key])]
    return old === now ? [] : [`    ${key}: ${old ?? 'absent'} -> ${now ?? 'absent'}`]
  })
  const known = Object.entries(after).find(([, value]) => typeof value === 'string' || typeof value === 'number')
  return [`~ ${collection}${known === undefined ? '' : ` ${known[0]}=${known[1]}`}`, ...fields]
}
