import { resolve } from 'node:path'
import { createStyle, exitCodes, Fault, type Finding, renderFinding } from '#diagnostics'
import type { RecordedSession } from '#recording'
import { readSessions } from '#recording/io'
import type { VerbContext, VerbResult } from './verb.ts'
import { readTwinConfig } from './workspace.ts'
import { writeWhole } from './write-whole.ts'

export interface ExportSessions {
  readonly name: string
  /** Only sessions with one of these tags; all where there is none. */
  readonly tag: readonly string[]
  readonly out: string | undefined
}

/** The sessions of a twin that are to be exported. Faults: `recordings-missing`, those of reading them. */
export async function readExported({ name, tag }: ExportSessions, context: VerbContext): Promise<RecordedSession[]> {
  const place = await readTwinConfig(context.cwd, name)
  const { sessions, findings } = await readSessions(place.folder, { decoded: true })
  for (const finding of [...place.warnings, ...findings]) context.note(renderFinding(finding, createStyle(false)))
  const wanted = sessions.filter(
    ({ tags, exchanges }) => exchanges.length > 0 && (tag.length === 0 || tags.some((each) => tag.includes(each))),
  )
  const webhooks = wanted.reduce((count, { deliveries = [] }) => count + deliveries.length, 0)
  if (webhooks > 0) context.note(renderFinding(webhooksLeftOut(webhooks), createStyle(false)))
  if (wanted.length > 0) return wanted
  throw new Fault('recordings-missing', `nothing was recorded for ${name}${tag.length === 0 ? '' : ` with the tag ${tag.join(' or ')}`}`, {
    exitCode: exitCodes.user,
    help: `record something first: doppel record ${name} --port 8080`,
  })
}

function webhooksLeftOut(count: number): Finding {
  const message = `${count} recorded ${count === 1 ? 'webhook is' : 'webhooks are'} left out: the format has requests of clients only`
  return { code: 'webhooks-left-out', severity: 'warning', message, help: 'doppel inspect shows them' }
}

/** Text for a file, or for stdout where none is named. Faults: `export-not-written`. */
export async function writeExport(text: string, out: string | undefined, context: VerbContext, json: object): Promise<VerbResult> {
  if (out === undefined) return { exitCode: exitCodes.ok, text: text.trimEnd(), json: JSON.parse(text) }
  try {
    await writeWhole(resolve(context.cwd, out), text)
  } catch (cause) {
    throw new Fault('export-not-written', `${out} can't be written: ${(cause as Error).message}`, { exitCode: exitCodes.runtime, cause })
  }
  return { exitCode: exitCodes.ok, text: `written to ${out}`, json: { ...json, file: out } }
}
