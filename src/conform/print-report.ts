import { groupDivergences } from './group-divergences.ts'
import { printAccepted, printSuppressed, printUnruled } from './print-ruled.ts'
import { printValue } from './print-value.ts'
import type { Report, RouteReport } from './report.ts'

export interface PrintReportOptions {
  /** How many of the worst routes are shown; default 10. */
  readonly show?: number
  /** List what was suppressed, with the reasons. */
  readonly showSuppressed?: boolean
}

const groupsPerRoute = 4
const unseenShown = 3
const guessesShown = 5

/** The report for people: a line with the verdict, then the worst routes with what gave the twin away. */
export function printReport(report: Report, options: PrintReportOptions = {}): string {
  const lines = [printVerdict(report), printCounts(report), ...printHonesty(report), ...printUnseen(report)]
  const worst = report.routes.filter((route) => route.indistinguishable < route.exchanges && !route.unseen)
  const shown = worst.slice(0, options.show ?? 10)
  for (const route of shown) lines.push('', ...printRoute(report, route))
  if (worst.length > shown.length) lines.push('', `and ${worst.length - shown.length} more routes: --show ${worst.length}`)
  lines.push(...printGuesses(report), ...printAccepted(report))
  if (options.showSuppressed === true) lines.push('', ...printSuppressed(report))
  return lines.join('\n')
}

/** `PASS stripe 10000/10000 sessions=3/3 exchanges=1240/1240 divergences=0`. */
function printVerdict(report: Report): string {
  const word = report.passed ? 'PASS' : 'FAIL'
  const sessions = `${report.sessionsPassed}/${report.sessionsTotal}`
  const exchanges = `${report.exchangesPassed}/${report.exchangesTotal}`
  return `${word} ${report.twin} ${report.scoreBp}/10000 sessions=${sessions} exchanges=${exchanges} divergences=${report.divergences.length}`
}

function printCounts(report: Report): string {
  const { statusBp, meanBp, verified, unverified, suppressed, exchangesSkipped } = report
  const counts = `verified=${verified} unverified=${unverified} suppressed=${suppressed.length} skipped=${exchangesSkipped}`
  return `     status=${statusBp}/10000 mean=${meanBp}/10000 ${counts}${printUnruled(report)}${printRecalled(report)}`
}

/** Said only where it matters: then the score is not what the rules alone would reach. */
function printRecalled({ exchangesRecalled, byRuleBp }: Report): string {
  return exchangesRecalled === 0 ? '' : ` recalled=${exchangesRecalled} by-rule=${byRuleBp}bp`
}

/** Said only where the twin marked something: what marks are worth. */
function printHonesty({ honesty, exchangesTotal }: Report): string[] {
  const { marked, wrongUnmarkedBp, rightMarkedBp } = honesty
  if (marked === 0) return []
  return [`     marked=${marked}/${exchangesTotal} wrong-without-mark=${wrongUnmarkedBp}bp right-with-mark=${rightMarkedBp}bp`]
}

/** The rules behind the marks. */
function printGuesses({ guesses, twin }: Report): string[] {
  if (guesses.length === 0) return []
  const shown = guesses.slice(0, guessesShown)
  const rules = shown.map(({ route, variant, marked, right }) => `  ${marked}x ${route} ${variant}: ${marked - right} wrong`)
  const more = guesses.length > shown.length ? [`  and ${guesses.length - shown.length} more rules`] : []
  return ['', `answered with a guess (doppel explain ${twin} ROUTE says why):`, ...rules, ...more]
}

/** Routes that were in nothing that was learned from: no rule can know them. */
function printUnseen({ unseen, seenBp, routes }: Report): string[] {
  if (unseen.exchanges === 0) return []
  const names = routes.filter((route) => route.unseen).map(({ route }) => route)
  const shown = names.slice(0, unseenShown).join(', ')
  const more = names.length > unseenShown ? ` and ${names.length - unseenShown} more` : ''
  return [`     never-seen=${unseen.exchanges} exchanges (${unseen.passed} right), without them ${seenBp}/10000: ${shown}${more}`]
}

function printRoute(report: Report, { route, exchanges, indistinguishable, marked }: RouteReport): string[] {
  const groups = groupDivergences(report.divergences.filter((divergence) => divergence.route === route))
  const lines = groups.slice(0, groupsPerRoute).map(({ path, category, count, expected, actual, session, exchange }) => {
    const where = `${session}#${exchange}`
    return `  ${count}x ${path} ${category}: expected ${printValue(expected)}, got ${printValue(actual)} (${where})`
  })
  if (groups.length > groupsPerRoute) lines.push(`  and ${groups.length - groupsPerRoute} more kinds of divergence`)
  return [`${indistinguishable}/${exchanges} ${route}${marked === 0 ? '' : ` (${marked} marked)`}`, ...lines]
}
