import { z } from 'zod'
import { readDocument } from '#author'
import { type DocumentReport, holdAgainstDocument } from '#conform'
import { createStyle, exitCodes, Fault, renderFinding } from '#diagnostics'
import { readSessions } from '#recording/io'
import { readDocumentText } from './read-document-text.ts'
import { readServedTwin } from './read-served-twin.ts'
import { defineVerb, type VerbContext } from './verb.ts'
import { readTwinConfig } from './workspace.ts'

const input = z.object({ name: z.string(), openapi: z.string().min(1) })

/** Holds a twin against a document. Faults: `openapi-unusable`, `file-unreadable`, and those of reading the twin. */
export const validateVerb = defineVerb({
  name: 'validate',
  summary: "Hold a twin against its service's OpenAPI document: covered, missing, contradicting",
  help: `Asks the twin what was recorded of the service, where something was, and one request of each operation of the document, and
holds its answers to the document: statuses, media types, headers, and bodies by their schemas. Says which operations the twin
covers and which it misses, what it has that the document does not name, and where the two contradict each other. Where recorded
answers of the service contradict the document in the same way, the document is behind the service.

Ends with 2 when there are contradictions. A missing operation is none, and neither is a refusal that the document leaves out.

Examples:
  $ doppel validate orders --openapi openapi.yaml
  $ doppel validate orders --openapi https://api.example.com/openapi.json --json`,
  parameters: [
    { key: 'name', kind: 'argument', placeholder: 'NAME', summary: 'the twin', completes: 'twin' },
    { key: 'openapi', kind: 'option', placeholder: 'FILE', summary: 'the document, or its address', completes: 'file' },
  ],
  input,
  async run({ name, openapi }, context) {
    const place = await readTwinConfig(context.cwd, name)
    const { document, findings } = readDocument(await readDocumentText(context.cwd, openapi), place.baseUrl)
    for (const finding of findings)
      if (finding.severity !== 'error') context.note(renderFinding({ ...finding, place: openapi }, createStyle(false)))
    if (document === undefined) {
      const error = findings.find(({ severity }) => severity === 'error')
      throw new Fault('openapi-unusable', `${openapi} ${error?.message ?? 'can not be used'}`, {
        exitCode: exitCodes.user,
        ...(error?.help === undefined ? {} : { help: error.help }),
      })
    }
    const twin = await readServedTwin(place, 'synth', context)
    const report = holdAgainstDocument(twin, document, await readRecordings(place.folder, context))
    const exitCode = report.contradictions.length > 0 ? exitCodes.conformance : exitCodes.ok
    return { exitCode, text: describe(name, openapi, report), json: { twin: name, document: openapi, ...report } }
  },
})

/** What was recorded; nothing where nothing was. */
async function readRecordings(folder: string, context: VerbContext) {
  const { sessions, findings } = await readSessions(folder, { decoded: true })
  for (const finding of findings) context.note(renderFinding(finding, createStyle(false)))
  return sessions
}

const shownMax = 20

function describe(name: string, file: string, report: DocumentReport): string {
  const { covered, missing, undocumented, unseen, contradictions, answers } = report
  const section = (title: string, lines: readonly string[]) =>
    lines.length === 0
      ? []
      : [
          '',
          `${title}:`,
          ...lines.slice(0, shownMax).map((line) => `  ${line}`),
          ...(lines.length > shownMax ? [`  and ${lines.length - shownMax} more`] : []),
        ]
  const told = contradictions.map(
    ({ route, status, place, message, count, recordedToo, example }) =>
      `${route} ${status}: ${place} ${message} (${count === 1 ? '1 answer' : `${count} answers`}, such as to ${example})${recordedToo ? '; recorded answers of the service do so, too' : ''}`,
  )
  return [
    `${name} against ${file}: ${covered.length} of ${covered.length + missing.length} operations covered, ${contradictions.length} contradictions in ${answers} answers`,
    ...section('contradicting', told),
    ...section('missing in the twin', missing),
    ...section('not in the document', undocumented),
    ...section('covered, and only refusals seen', unseen),
  ].join('\n')
}
