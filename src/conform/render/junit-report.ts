import { type DivergenceGroup, groupDivergences } from '../group-divergences.ts'
import type { Report, ReportedDivergence, RouteReport, SessionReport } from '../report.ts'
import { escapeMarkup } from './escape-markup.ts'
import { printGroup, printTarget, printVerdict } from './print-report.ts'
import { groupWebhooks, printWebhookCounts, printWebhookGroup } from './print-webhooks.ts'

interface TestCase {
  readonly name: string
  /** Why it failed: a line, and what is known. */
  readonly failure?: { readonly message: string; readonly details: string } | undefined
  readonly skipped?: string | undefined
  /** Worth knowing, though nothing failed. */
  readonly output?: string | undefined
}

const groupsPerCase = 20

/**
 * The report as JUnit's XML: the run, each route and each session is a test case. There are failures if and only if the run does not pass,
 * as for the exit code; what is wrong with webhooks, and what is wrong in a run that passes is output of its cases.
 */
export function printJunit(report: Report): string {
  const byRoute = Map.groupBy(report.divergences, ({ route }) => route)
  const bySession = Map.groupBy(report.divergences, ({ session }) => session)
  const suites: [string, TestCase[]][] = [
    ['run', [runCase(report)]],
    ['routes', report.routes.map((route) => routeCase(report, route, byRoute.get(route.route) ?? []))],
    ...(report.webhooks === undefined ? [] : [['webhooks', report.sessions.flatMap(webhookCase)] satisfies [string, TestCase[]]]),
    ['sessions', report.sessions.map((session) => sessionCase(report, session, bySession.get(session.session) ?? []))],
  ]
  const all = suites.flatMap(([, cases]) => cases)
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="doppel check ${escapeMarkup(report.twin)}" ${counts(all)}>`,
    ...suites.flatMap(([name, cases]) => printSuite(report, name, cases)),
    '</testsuites>',
    '',
  ].join('\n')
}

function runCase(report: Report): TestCase {
  const findings = report.findings.map(({ severity, code, message }) => `${severity}[${code}]: ${message}`)
  return failsIf(report, !report.passed, 'the score of the run', printVerdict(report), [...printTarget(report), ...findings])
}

function routeCase(
  report: Report,
  { route, exchanges, indistinguishable, unseen }: RouteReport,
  own: readonly ReportedDivergence[],
): TestCase {
  const known = unseen ? ', of a route that the twin does not have' : ''
  return failsIf(
    report,
    indistinguishable < exchanges,
    route,
    `${indistinguishable} of ${exchanges} answers right${known}`,
    listGroups(own),
  )
}

function sessionCase(report: Report, session: SessionReport, own: readonly ReportedDivergence[]): TestCase {
  if (session.exchanges.length === 0) return { name: session.session, skipped: 'no exchange with an answer was recorded' }
  const message = `${Math.floor(session.passRate * 10_000)} of 10000 exchanges reach every threshold`
  return failsIf(report, !session.passed, session.session, message, listGroups(own))
}

/** No part of what passes: what differs is output. */
function webhookCase({ session, webhooks }: SessionReport): TestCase[] {
  if (webhooks === undefined) return []
  const groups = groupWebhooks(webhooks.divergences)
  const lines = groups.slice(0, groupsPerCase).map(printWebhookGroup)
  const more = groups.length > groupsPerCase ? [`and ${groups.length - groupsPerCase} more`] : []
  const output = groups.length === 0 ? undefined : [printWebhookCounts({ webhooks }), ...lines, ...more].join('\n')
  return [{ name: session, output }]
}

/** In a run that passes nothing fails: then it is output. */
function failsIf({ passed }: Report, isWrong: boolean, name: string, message: string, lines: readonly string[]): TestCase {
  const details = lines.join('\n')
  if (!isWrong) return { name, output: details === '' ? undefined : details }
  return passed ? { name, output: `${message}\n${details}` } : { name, failure: { message, details } }
}

function listGroups(divergences: readonly ReportedDivergence[]): string[] {
  const groups: readonly DivergenceGroup[] = groupDivergences(divergences)
  const lines = groups.slice(0, groupsPerCase).map(printGroup)
  return groups.length > groupsPerCase ? [...lines, `and ${groups.length - groupsPerCase} more kinds of divergence`] : lines
}

function printSuite({ twin }: Report, name: string, cases: readonly TestCase[]): string[] {
  const className = escapeMarkup(`${twin}.${name}`)
  return [
    `  <testsuite name="${className}" ${counts(cases)}>`,
    ...cases.map(({ name: caseName, failure, skipped, output }) => {
      const inner = [
        ...(failure === undefined
          ? []
          : [`<failure message="${escapeMarkup(failure.message)}">${escapeMarkup(failure.details)}</failure>`]),
        ...(skipped === undefined ? [] : [`<skipped message="${escapeMarkup(skipped)}"/>`]),
        ...(output === undefined ? [] : [`<system-out>${escapeMarkup(output)}</system-out>`]),
      ]
      return `    <testcase classname="${className}" name="${escapeMarkup(caseName)}">${inner.join('')}</testcase>`
    }),
    '  </testsuite>',
  ]
}

function counts(cases: readonly TestCase[]): string {
  const failures = cases.filter(({ failure }) => failure !== undefined).length
  const skipped = cases.filter((one) => one.skipped !== undefined).length
  return `tests="${cases.length}" failures="${failures}" errors="0" skipped="${skipped}"`
}
