import { basename, resolve } from 'node:path'
import { z } from 'zod'
import { createStyle, exitCodes, Fault, type Finding, renderFinding } from '#diagnostics'
import type { Scrubber } from '#recording'
import { listSessionIds, openScrubber, readManifest, SessionWriter, sessionIdAt } from '#recording/io'
import { type HarFile, readHar } from './read-har.ts'
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

/** Makes a recorded session of each HAR file. Nothing is written unless all files are good. Faults: `har-unusable`, `file-unreadable`. */
export const importHarVerb = defineVerb({
  name: 'import har',
  summary: 'Make recordings of HAR files, as browsers, proxies and Polly write them',
  help: `Each file becomes one session of the twin, scrubbed like any recording. Entries of other services are left out: what counts
is base_url in twin.toml, or --base-url when the file was recorded elsewhere. A file that was imported before is left alone.

Examples:
  $ doppel import har checkout.har orders
  $ doppel import har sessions/*.har orders --tag browser
  $ doppel import har staging.har orders --base-url https://staging.example.com`,
  parameters: [
    { key: 'files', kind: 'argument', placeholder: 'FILE', summary: 'a HAR file', repeatable: true, completes: 'file' },
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
    const known = await importedFiles(twin)
    const read = await Promise.all(
      files.map((file) => readHar(resolve(context.cwd, file), file, service, (findings) => note(findings, context))),
    )
    const sessions: { id: string; file: string; exchanges: number }[] = []
    const skipped: string[] = []
    for (const har of read) {
      const earlier = known.get(har.sha256)
      if (earlier !== undefined) {
        skipped.push(har.file)
        context.note(`${har.file} was imported before, as session ${earlier}: left alone`)
        continue
      }
      const id = await writeSession(twin, har, service, tag, scrubber)
      known.set(har.sha256, id)
      sessions.push({ id, file: har.file, exchanges: har.exchanges.length })
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

async function writeSession(twin: TwinPlace, har: HarFile, baseUrl: string, tags: string[], scrubber: Scrubber): Promise<string> {
  const startedAtMs = har.exchanges[0]?.startedAtMs ?? 0
  const id = sessionIdAt(startedAtMs)
  const source = { kind: 'har', file: basename(har.file), sha256: har.sha256 }
  const writer = new SessionWriter({
    twinFolder: twin.folder,
    info: { id, tags, startedAtMs, upstream: baseUrl, origin: baseUrl, source },
  })
  try {
    for (const exchange of har.exchanges) writer.append([scrubber.scrubExchange(exchange)])
    const atMs = har.exchanges.reduce((latest, { endedAtMs }) => Math.max(latest, endedAtMs), startedAtMs)
    await writer.close({ by: 'import', atMs, scrub: summariseScrub(scrubber.report()) })
  } catch (error) {
    const { message } = error as Error
    throw new Fault('recording-not-written', `the session of ${har.file} could not be written: ${message}`, {
      exitCode: exitCodes.runtime,
      cause: error,
    })
  }
  return id
}

/** Sessions that came from a HAR file, by the digest of the file. */
async function importedFiles(twin: TwinPlace): Promise<Map<string, string>> {
  const known = new Map<string, string>()
  for (const id of await listSessionIds(twin.folder)) {
    const source = (await readManifest(twin.folder, id))?.source
    if (source?.kind === 'har') known.set(source.sha256, id)
  }
  return known
}

function note(findings: readonly Finding[], context: VerbContext): void {
  for (const finding of findings) context.note(renderFinding(finding, createStyle(false)))
}
