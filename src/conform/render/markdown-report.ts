import { describeCause } from '../cause/describe-cause.ts'
import { type Cause, findCauses } from '../cause/find-causes.ts'
import { nextSteps } from '../cause/next-steps.ts'
import type { DivergenceGroup } from '../group-divergences.ts'
import type { Report } from '../report.ts'
import { counted } from './counted.ts'
import { describeTarget } from './describe-target.ts'
import { escapeMarkup } from './escape-markup.ts'
import { printVerdict } from './print-report.ts'
import { printValue } from './print-value.ts'
import { printWebhookCounts, printWebhooks } from './print-webhooks.ts'

export interface MarkdownOptions {
  /** How many causes and routes are shown; default 10. */
  readonly show?: number | undefined
}

const groupsPerCause = 10

/** The report for a pull request, an issue or a job's summary, in GitHub's Markdown. Texts of recordings stay text in it. */
export function printMarkdown(report: Report, { show = 10 }: MarkdownOptions = {}): string {
  const causes = findCauses(report)
  return [
    `## ${report.passed ? '✅' : '❌'} ${code(printVerdict(report))}`,
    '',
    ...printScores(report),
    ...printHooks(report, show),
    ...causes.slice(0, show).flatMap((cause, at) => printCause(cause, at + 1)),
    ...leftOut(causes.length - show, 'cause'),
    ...printNext(causes[0], report),
    ...printRoutes(report, show),
    ...printFindings(report),
  ].join('\n')
}

function printHooks(report: Report, show: number): string[] {
  const counts = printWebhookCounts(report)
  if (counts === undefined) return []
  const lines = printWebhooks(report, show).slice(2)
  return ['', `${code(counts)}`, ...(lines.length > 0 ? ['', ...lines.map((line) => `- ${code(line.trim())}`)] : [])]
}

function printScores({
  scoreBp,
  statusBp,
  components,
  byRuleBp,
  exchangesRecalled,
  verified,
  unverified,
  suppressed,
  severities,
  unruledBp,
  target,
}: Report): string[] {
  const { structureBp, valuesBp, symbolsBp, headersBp, totalBp } = components
  const unruled = unruledBp === scoreBp ? '' : ` Without the rules of twin.toml and drift.toml the score is ${unruledBp}.`
  const recalled = exchangesRecalled === 0 ? '' : ` ${exchangesRecalled} answers are known by heart; the rules alone reach ${byRuleBp}.`
  return [
    '| score | status | mean | structure | values | symbols | headers |',
    '| ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    `| **${scoreBp}** | ${statusBp} | ${totalBp} | ${structureBp} | ${valuesBp} | ${symbolsBp} | ${headersBp} |`,
    '',
    `Asked was ${describeTarget(target)}. Of 10000. ${verified} leaves verified, ${unverified} unverified, ${suppressed.length} divergences suppressed, ${severities.warning} warnings.${recalled}${unruled}`,
  ]
}

function printCause(cause: Cause, place: number): string[] {
  const gain = cause.mended === 0 ? '' : `; without it ${cause.scoreBpAfter}`
  return [
    '',
    `### ${place}. ${escapeText(describeCause(cause))}`,
    '',
    `${counted(cause.divergences, 'divergence')} in ${counted(cause.exchanges, 'exchange')}${gain}.`,
    '',
    '| times | route | path | category | expected | actual | first |',
    '| ---: | --- | --- | --- | --- | --- | --- |',
    ...cause.groups.slice(0, groupsPerCause).map(printRow),
    ...leftOut(cause.groups.length - groupsPerCause, 'place'),
  ]
}

function printRow({ count, route, path, category, expected, actual, session, exchange }: DivergenceGroup): string {
  const cells = [code(route), code(path), category, code(printValue(expected)), code(printValue(actual)), code(`${session}#${exchange}`)]
  return `| ${count} | ${cells.join(' | ')} |`
}

function printNext(cause: Cause | undefined, report: Report): string[] {
  if (cause === undefined) return []
  const steps = nextSteps(cause, report).flatMap(({ why, commands, settings }) => [
    '',
    `- ${why}:`,
    ...(commands.length === 0 ? [] : fenced('sh', commands)),
    ...(settings === undefined ? [] : fenced('toml', settings)),
  ])
  return ['', '### What to do about 1', ...steps]
}

/** A block of code within an item of a list; the fence is longer than any in it. */
function fenced(language: string, lines: readonly string[]): string[] {
  const ticks = lines.flatMap((line) => line.match(/`+/g) ?? []).reduce((longest, run) => Math.max(longest, run.length), 2)
  const fence = '`'.repeat(ticks + 1)
  return ['', `${fence}${language}`, ...lines, fence].map((line) => (line === '' ? '' : `  ${line}`))
}

function printRoutes({ routes }: Report, show: number): string[] {
  const worst = routes.filter(({ indistinguishable, exchanges }) => indistinguishable < exchanges)
  if (worst.length === 0) return []
  return [
    '',
    '### Worst routes',
    '',
    '| right | of | route | score | mean |',
    '| ---: | ---: | --- | ---: | ---: |',
    ...worst.slice(0, show).map(({ route, exchanges, indistinguishable, scoreBp, components, unseen }) => {
      return `| ${indistinguishable} | ${exchanges} | ${code(route)}${unseen ? ' (not learned)' : ''} | ${scoreBp} | ${components.totalBp} |`
    }),
    ...leftOut(worst.length - show, 'route'),
  ]
}

function printFindings({ findings }: Report): string[] {
  if (findings.length === 0) return []
  return [
    '',
    '### Findings',
    '',
    ...findings.map(({ severity, code: name, message }) => `- ${severity} ${code(name)}: ${escapeText(message)}`),
  ]
}

function leftOut(count: number, what: string): string[] {
  return count > 0 ? ['', `And ${counted(count, `more ${what}`)}.`] : []
}

/** As code: between ticks where that is safe in a table, else as an element. */
function code(text: string): string {
  const line = text.replace(/\s/g, ' ')
  return line === '' || /[`|\\]|^ | $/.test(line) ? `<code>${escapeText(line)}</code>` : `\`${line}\``
}

function escapeText(text: string): string {
  return escapeMarkup(text.replace(/\s/g, ' ')).replace(/[\\`*_[\]|~@]|(?<!&)#/g, (mark) => `&#${mark.charCodeAt(0)};`)
}
