import { extname, relative, resolve } from 'node:path'
import { z } from 'zod'
import {
  githubAnnotations,
  type RenderOptions,
  type Report,
  type ReportFormat,
  type ReportPlaces,
  renderReport,
  reportFormats,
  toReportJson,
} from '#conform'
import { createStyle, exitCodes, Fault, renderFinding } from '#diagnostics'
import packageJson from '../../package.json' with { type: 'json' }
import type { VerbContext, VerbParameter, VerbResult } from './verb.ts'
import { wholeNumber } from './whole-number.ts'
import { writeWhole } from './write-whole.ts'

/** What verbs that end with a report take to say how it is shown. */
export const reportInput = {
  show: wholeNumber(0, 1_000_000).default(10),
  showSuppressed: z.boolean().default(false),
  limit: wholeNumber(1, 10_000_000).optional(),
  format: z.enum(reportFormats).optional(),
  out: z.array(z.string().min(1)).default([]),
}

export const reportParameters: readonly VerbParameter[] = [
  { key: 'show', kind: 'option', placeholder: 'N', summary: 'how many causes and routes are shown; 10 unless said' },
  { key: 'showSuppressed', kind: 'flag', summary: 'list what was suppressed, with the reasons' },
  { key: 'limit', kind: 'option', placeholder: 'N', summary: 'how many single divergences JSON lists; 20000 unless said' },
  { key: 'format', kind: 'option', placeholder: 'FORMAT', summary: `one of ${reportFormats.join(', ')}`, completes: reportFormats },
  {
    key: 'out',
    kind: 'option',
    placeholder: 'FILE',
    summary: 'write the report to FILE too, in the format of its ending or of --format',
    repeatable: true,
    completes: 'file',
  },
]

/** Formats by the endings of files. */
const endings: Readonly<Record<string, ReportFormat>> = {
  '.txt': 'text',
  '.json': 'json',
  '.md': 'markdown',
  '.xml': 'junit',
  '.sarif': 'sarif',
  '.html': 'html',
}

type ReportInput = z.output<z.ZodObject<typeof reportInput>>

/** A file to write and its format. */
interface ReportFile {
  readonly path: string
  readonly format: ReportFormat
}

/**
 * The files that are asked for by `--out`. `--format` is the format of the one file that there is; of several, the endings say it.
 * Faults: `usage`.
 */
export function chooseReportFiles({ out, format }: Pick<ReportInput, 'out' | 'format'>): ReportFile[] {
  if (out.length > 1 && format !== undefined) {
    throw usage('--format is for one --out: of several, the endings of the files say the format', 'leave --format out')
  }
  return out.map((path) => {
    const chosen = format ?? endings[extname(path).toLowerCase()]
    if (chosen !== undefined) return { path, format: chosen }
    throw usage(`--out ${path}: its ending says no format`, `end it in ${Object.keys(endings).join(', ')}, or give --format`)
  })
}

/** How a verb ends that made a report: files are written, and GitHub is told where it runs this. Faults: `report-not-writable`. */
export async function presentReport(report: Report, input: ReportInput, places: ReportPlaces, context: VerbContext): Promise<VerbResult> {
  for (const finding of report.findings) context.note(renderFinding(finding, createStyle(false)))
  const options: RenderOptions = { ...input, places, version: packageJson.version }
  const files = chooseReportFiles(input)
  for (const { path, format } of files) {
    await writeReport(resolve(context.cwd, path), renderReport(report, format, options))
    context.note(`${format} report written to ${relative(context.cwd, resolve(context.cwd, path))}`)
  }
  // on stderr, where GitHub reads them too, so that a report on stdout stays whole
  if (context.env['GITHUB_ACTIONS'] === 'true') for (const line of githubAnnotations(report, places)) context.note(line)
  return {
    exitCode: report.passed ? exitCodes.ok : exitCodes.conformance,
    text: renderReport(report, files.length > 0 ? 'text' : (input.format ?? 'text'), options),
    json: toReportJson(report, input),
  }
}

async function writeReport(path: string, text: string): Promise<void> {
  try {
    await writeWhole(path, text.endsWith('\n') ? text : `${text}\n`)
  } catch (error) {
    throw new Fault('report-not-writable', `${path} can't be written: ${(error as Error).message}`, {
      exitCode: exitCodes.runtime,
      help: 'give --out a file in a folder that this user may write to',
      cause: error,
    })
  }
}

function usage(message: string, help: string): Fault {
  return new Fault('usage', message, { exitCode: exitCodes.user, help })
}
