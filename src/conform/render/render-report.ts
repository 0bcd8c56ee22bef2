import type { Report } from '../report.ts'
import { printHtml } from './html/print-html.ts'
import { printJunit } from './junit-report.ts'
import { printMarkdown } from './markdown-report.ts'
import type { ReportPlaces } from './places.ts'
import { printReport } from './print-report.ts'
import { toSarif } from './sarif-report.ts'
import { toReportJson } from './to-report-json.ts'

export interface RenderOptions {
  /** How many causes and routes are shown in texts for people; default 10. */
  readonly show?: number | undefined
  /** List what was suppressed, with the reasons. */
  readonly showSuppressed?: boolean
  /** How many single divergences are listed in JSON. */
  readonly limit?: number | undefined
  readonly places?: ReportPlaces | undefined
  /** Of Doppel. */
  readonly version?: string | undefined
}

const renderers = {
  text: printReport,
  json: (report: Report, options: RenderOptions) => indented(toReportJson(report, options)),
  markdown: printMarkdown,
  junit: printJunit,
  html: printHtml,
  sarif: (report: Report, options: RenderOptions) => indented(toSarif(report, options)),
} as const satisfies Readonly<Record<string, (report: Report, options: RenderOptions) => string>>

export type ReportFormat = keyof typeof renderers

export const reportFormats = Object.keys(renderers) as ReportFormat[]

/** The report in one of its formats. */
export function renderReport(report: Report, format: ReportFormat, options: RenderOptions = {}): string {
  return renderers[format](report, options)
}

function indented(value: unknown): string {
  return JSON.stringify(value, undefined, 2)
}
