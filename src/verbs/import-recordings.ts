import { basename, resolve } from 'node:path'
import { z } from 'zod'
import { createStyle, exitCodes, Fault, type Finding, renderFinding } from '#diagnostics'
import type { Scrubber } from '#recording'
import { listSessionIds, openScrubber, readManifest, SessionWriter, sessionIdAt } from '#recording/io'
import { type ParseRecording, type RecordingFile, readRecording } from './read-recording.ts'
import { scrubText, summariseScrub } from './summarise-scrub.ts'
import { problemOfBaseUrl } from './twin-config.ts'
import { defineVerb, type VerbContext } from './verb.ts'
import { readTwinConfig, type TwinPlace } from './workspace.ts'

const input = z.object({
  files: z.array(z.string().min(1)).min(1),
  name: z.string(),
  baseUrl: z
    .string()
    .superRefine((value, context) => {
      const problem = problemOfBaseUrl(value)
      if (problem !== undefined) context.addIssue({ code: 'custom', message: problem })
    })
    .optional(),
  tag: z.array(z.string().min(1)).default([]),
})

export interface ImportedKind {
  /** What the verb is called after `import`, and sessions say that they came from. */
  readonly kind: string
  readonly summary: string
  /** What one of its files is called: `a HAR file`. */
  readonly file: string
  /** Said before what all such verbs say. */
  readonly about?: string
  readonly examples: string
  readonly parse: ParseRecording
}

/** A verb that makes a recorded session of each file of a kind. Nothing is written unless all files are good. */
export function defineImportVerb({ kind, summary, file, about, examples, parse }: ImportedKind) {
  return defineVerb({
    name: `import ${kind}`,
    summary,
    help: `${about === undefined ? '' : `${about}\n\n`}Each file becomes one session of the twin, scrubbed like any recording. Entries of other services are left out: what counts
is base_url in twin.toml, or --base-url when the file was recorded elsewhere. A file that was imported before is left alone.

Examples:
${examples}`,
    parameters: [
      { key: 'files', kind: 'argument', placeholder: 'FILE', summary: file, repeatable: true, completes: 'file' },
      { key: 'name', kind: 'argument', placeholder: 'NAME', summary: 'the twin', completes: 'twin' },
      { key: 'baseUrl', kind: 'option', placeholder: 'URL', summary: 'take the entries of this service instead of base_url' },
      {
        key: 'tag',
        kind: 'option',
        placeholder: 'T',
        repeatable: true,
        summary: 'mark the sessions, to learn from them by doppel synth --tag',
      },
    ],
    input,
    async run({ files, name, baseUrl, tag }, context) {
      const twin = await readTwinConfig(context.cwd, name)
      const { scrubber, findings } = await openScrubber(context.cwd, twin.folder)
      note([...twin.warnings, ...findings], context)
      const service = (baseUrl ?? twin.baseUrl).replace(/\/+$/, '')
      const known = await importedFiles(twin, kind)
      const read = await Promise.all(
        files.map((file) =>
          readRecording(resolve(context.cwd, file), { file, baseUrl: service, parse, note: (findings) => note(findings, context) }),
        ),
      )
      const sessions: { id: string; file: string; exchanges: number }[] = []
      const skipped: string[] = []
      for (const recording of read) {
        const earlier = known.get(recording.sha256)
        if (earlier !== undefined) {
          skipped.push(recording.file)
          context.note(`${recording.file} was imported before, as session ${earlier}: left alone`)
          continue
        }
        const id = await writeSession(twin, { kind, recording, baseUrl: service, tags: tag, scrubber })
        known.set(recording.sha256, id)
        sessions.push({ id, file: recording.file, exchanges: recording.exchanges.length })
        context.progress('importing', sessions.length + skipped.length, read.length)
      }
      const scrubbed = scrubText(scrubber.report())
      const lines = sessions.map(({ id, file, exchanges }) => `${file}: ${exchanges} exchanges, session ${id}`)
      if (scrubbed !== '') lines.push(scrubbed)
      lines.push(sessions.length === 0 ? 'nothing new to import' : `next: doppel synth ${name}`)
      const json = { twin: name, sessions, skipped, scrub: summariseScrub(scrubber.report()) }
      return { exitCode: exitCodes.ok, text: lines.join('\n'), json }
    },
  })
}

interface SessionSource {
  readonly kind: string
  readonly recording: RecordingFile
  readonly baseUrl: string
  readonly tags: string[]
  readonly scrubber: Scrubber
}

async function writeSession(twin: TwinPlace, { kind, recording, baseUrl, tags, scrubber }: SessionSource): Promise<string> {
  const startedAtMs = recording.exchanges[0]?.startedAtMs ?? 0
  const id = sessionIdAt(startedAtMs)
  const source = { kind, file: basename(recording.file), sha256: recording.sha256 }
  const writer = new SessionWriter({
    twinFolder: twin.folder,
    info: { id, tags, startedAtMs, upstream: baseUrl, origin: baseUrl, source },
  })
  try {
    for (const exchange of recording.exchanges) writer.append([scrubber.scrubExchange(exchange)])
    const atMs = recording.exchanges.reduce((latest, { endedAtMs }) => Math.max(latest, endedAtMs), startedAtMs)
    await writer.close({ by: 'import', atMs, scrub: summariseScrub(scrubber.report()) })
  } catch (error) {
    const { message } = error as Error
    throw new Fault('recording-not-written', `the session of ${recording.file} could not be written: ${message}`, {
      exitCode: exitCodes.runtime,
      cause: error,
    })
  }
  return id
}

/** Sessions that came from a HAR file, by the digest of the file. */
async function importedFiles(twin: TwinPlace, kind: string): Promise<Map<string, string>> {
  const known = new Map<string, string>()
  for (const id of await listSessionIds(twin.folder)) {
    const source = (await readManifest(twin.folder, id))?.source
    if (source?.kind === kind) known.set(source.sha256, id)
  }
  return known
}

function note(findings: readonly Finding[], context: VerbContext): void {
  for (const finding of findings) context.note(renderFinding(finding, createStyle(false)))
}
