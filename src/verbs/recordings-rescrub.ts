import { z } from 'zod'
import { createStyle, exitCodes, type Finding, renderFinding } from '#diagnostics'
import type { Exchange } from '#http'
import { inOrder, type Scrubber, type ScrubReport } from '#recording'
import { listSessionIds, openScrubber, readManifest, readSession, rewriteSession } from '#recording/io'
import { columns } from './columns.ts'
import { summariseScrub } from './summarise-scrub.ts'
import { defineVerb, type VerbContext } from './verb.ts'
import { readTwinConfig, type TwinPlace } from './workspace.ts'

const input = z.object({ name: z.string(), open: z.boolean().default(false) })

interface Rescrubbed {
  readonly sessions: number
  readonly rewritten: string[]
  readonly exchanges: number
}

/** Applies today's `scrub.toml` and rules to recordings that are there. Faults: `scrub-policy-invalid`, `recording-not-written`. */
export const recordingsRescrubVerb = defineVerb({
  name: 'recordings rescrub',
  summary: 'Scrub recordings again, with the rules as they are now',
  help: `Reads every session twice: first to learn which values are secrets, then to replace them wherever they stand, also in
exchanges before the one that gave them away. Sessions in which something changed are rewritten, each of them whole or not
at all; what is a token already stays as it is. Prints which rule scrubbed how many values where, never a value.

Examples:
  $ doppel recordings rescrub orders
  $ doppel recordings rescrub orders --open      after a recorder was killed`,
  parameters: [
    { key: 'name', kind: 'argument', placeholder: 'NAME', summary: 'the twin', completes: 'twin' },
    { key: 'open', kind: 'flag', summary: 'sessions without an end too: only when no recorder is running' },
  ],
  input,
  async run({ name, open }, context) {
    const twin = await readTwinConfig(context.cwd, name)
    const { scrubber, findings } = await openScrubber(context.cwd, twin.folder)
    note([...twin.warnings, ...findings], context)
    const ids = await closedSessions(twin, open, context)
    const done = await rescrub(twin, ids, scrubber, context)
    const report = scrubber.report()
    const json = { twin: name, ...done, scrub: report }
    return { exitCode: exitCodes.ok, text: [...table(report), summary(name, done, report)].join('\n'), json }
  },
})

async function closedSessions(twin: TwinPlace, open: boolean, context: VerbContext): Promise<string[]> {
  const ids: string[] = []
  for (const id of await listSessionIds(twin.folder)) {
    if (open || (await readManifest(twin.folder, id)) !== undefined) ids.push(id)
    else note([openSession(twin.name, id)], context)
  }
  return ids
}

function openSession(name: string, id: string): Finding {
  const help = `end it, or when no recorder is running: doppel recordings rescrub ${name} --open`
  return {
    code: 'session-open',
    severity: 'warning',
    message: 'is being recorded or was cut off; left alone',
    place: `recordings/sessions/${id}`,
    help,
  }
}

async function rescrub(twin: TwinPlace, ids: readonly string[], scrubber: Scrubber, context: VerbContext): Promise<Rescrubbed> {
  const rewritten: string[] = []
  let exchanges = 0
  for (const [index, id] of ids.entries()) {
    const { session, findings } = await readSession(twin.folder, id)
    note(findings, context)
    for (const exchange of session === undefined ? [] : inOrder(session)) scrubber.observe(exchange)
    context.progress('reading', index + 1, ids.length)
  }
  for (const [index, id] of ids.entries()) {
    context.signal.throwIfAborted()
    const read = await readSession(twin.folder, id)
    const before = read.session === undefined ? [] : inOrder(read.session)
    const after = before.map((exchange) => scrubber.scrubExchange(exchange))
    exchanges += before.length
    if (after.some((exchange: Exchange, at) => exchange !== before[at])) {
      await rewriteSession(twin.folder, read, after, summariseScrub(scrubber.report()))
      rewritten.push(id)
    }
    context.progress('scrubbing', index + 1, ids.length)
  }
  return { sessions: ids.length, rewritten, exchanges }
}

function table({ entries }: ScrubReport): string[] {
  if (entries.length === 0) return []
  return [columns([['RULE', 'PLACE', 'COUNT'], ...entries.map(({ rule, place, count }) => [rule, place, String(count)])]), '']
}

function summary(name: string, { sessions, rewritten, exchanges }: Rescrubbed, { total }: ScrubReport): string {
  if (sessions === 0) return `nothing is recorded for ${name} yet: doppel record ${name} --port 8080`
  const seen = `${exchanges} exchanges in ${sessions} ${sessions === 1 ? 'session' : 'sessions'}`
  if (rewritten.length === 0) return `rescrubbed ${name}: ${seen}; nothing to change`
  return `rescrubbed ${name}: ${seen}; ${total} ${total === 1 ? 'value' : 'values'} scrubbed, ${rewritten.length} rewritten; next: doppel synth ${name}`
}

function note(findings: readonly Finding[], context: VerbContext): void {
  for (const finding of findings) context.note(renderFinding(finding, createStyle(false)))
}
