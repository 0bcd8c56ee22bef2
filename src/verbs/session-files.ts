import { z } from 'zod'
import { exitCodes } from '#diagnostics'
import { controlTwin, controlTwinForText } from './control-twin.ts'
import type { ControlGiven } from './control-verb.ts'
import { writeExport } from './export-sessions.ts'
import { readDocumentText } from './read-document-text.ts'
import type { VerbContext, VerbResult } from './verb.ts'

const exported = z.object({ format: z.string(), session: z.string() })
const imported = z.object({ imported: z.string(), session: z.object({ requests: z.number(), now: z.string() }) })

/** Writes a session as a document to the file of `--out`, else to stdout. Faults: those of `controlTwin`, `export-not-written`. */
export async function exportToFile(given: ControlGiven, context: VerbContext): Promise<VerbResult> {
  const { text, answer } = await controlTwinForText(given, { method: 'GET', path: '/session/export' }, exported, context)
  // the text as it came: parsed and printed again it would lose what numbers of JavaScript can't hold
  const out = given.said['out']
  if (out === undefined)
    return { exitCode: exitCodes.ok, text: text.trimEnd(), json: { twin: given.name, session: answer.session, document: text } }
  return writeExport(text, out, context, { twin: given.name, session: answer.session })
}

/** Makes a session what the document in a file says. Faults: those of `controlTwin`, `file-unreadable`. */
export async function importFromFile(given: ControlGiven, context: VerbContext): Promise<VerbResult> {
  const body = new TextEncoder().encode(await readDocumentText(context.cwd, given.value as string))
  const answer = await controlTwin(given, { method: 'POST', path: '/session/import', body }, imported, context)
  const { requests, now } = answer.session
  return { exitCode: exitCodes.ok, text: `${answer.imported} goes on after ${requests} requests, at ${now}`, json: answer }
}
