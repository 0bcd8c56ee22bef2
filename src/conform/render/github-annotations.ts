import { githubCommand } from '#diagnostics'
import { describeCause } from '../cause/describe-cause.ts'
import { findCauses } from '../cause/find-causes.ts'
import type { Report } from '../report.ts'
import { counted } from './counted.ts'
import type { ReportPlaces } from './places.ts'
import { printGroup } from './print-report.ts'
import { groupWebhooks, printWebhookCounts, printWebhookGroup } from './print-webhooks.ts'

/** GitHub shows ten annotations of each level of a step. */
const annotationsMax = 10
const groupsShown = 3

/**
 * Workflow commands that have GitHub show the causes at the place where the model says what the route does: as errors, or as warnings where
 * the run passes all the same. Findings follow, which are about no place in the model.
 */
export function githubAnnotations(report: Report, places: ReportPlaces): string[] {
  const causes = findCauses(report)
  const level = report.passed ? 'warning' : 'error'
  const lines = causes.slice(0, annotationsMax).map((cause) => {
    const { file, line } = places.ofRoute(cause.routes[0] as string)
    const message = [describeCause(cause), ...cause.groups.slice(0, groupsShown).map(printGroup)].join('\n')
    const title = `doppel check ${report.twin}: ${counted(cause.divergences, 'divergence')} in ${counted(cause.exchanges, 'exchange')}`
    return githubCommand(level, { file, line: line === undefined ? undefined : String(line), title }, message)
  })
  if (causes.length > annotationsMax) {
    lines.push(
      githubCommand('notice', { title: `doppel check ${report.twin}` }, `and ${counted(causes.length - annotationsMax, 'more cause')}`),
    )
  }
  const { divergences: told = [] } = report.webhooks ?? {}
  if (told.length > 0) {
    const groups = groupWebhooks(told).slice(0, groupsShown).map(printWebhookGroup)
    lines.push(githubCommand('notice', { title: `doppel check ${report.twin}: ${printWebhookCounts(report)}` }, groups.join('\n')))
  }
  return [
    ...lines,
    ...report.findings.flatMap(({ severity, code, message, help }) => {
      if (severity === 'info') return []
      return [
        githubCommand(severity, { title: `doppel check ${report.twin}: ${code}` }, help === undefined ? message : `${message}\n${help}`),
      ]
    }),
  ]
}
