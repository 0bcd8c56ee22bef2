import { describeCause } from '../cause/describe-cause.ts'
import { type Cause, findCauses } from '../cause/find-causes.ts'
import { nextSteps } from '../cause/next-steps.ts'
import type { DivergenceGroup } from '../group-divergences.ts'
import type { Report } from '../report.ts'
import { counted } from './counted.ts'
import { describeTarget } from './describe-target.ts'
import { printAccepted, printSuppressed, printUnruled } from './print-ruled.ts'
import { printValue } from './print-value.ts'
import { printWebhookCounts, printWebhooks } from './print-webhooks.ts'

export interface PrintReportOptions {
  /** How many causes, and how many of the worst routes, are shown; default 10. */
  readonly show?: number | undefined
  /** List what was suppressed, with the reasons. */
  readonly showSuppressed?: boolean
}

const groupsPerCause = 4
const unseenShown = 3
const guessesShown = 5

/**
 * The report for people: a line with the verdict, then the causes with what gave the twin away, the one first that explains most,
 * what to do about that one, and the worst routes.
 */
export function printReport(report: Report, options: PrintReportOptions = {}): string {
  const show = options.show ?? 10
  const causes = findCauses(report)
  return [
    printVerdict(report),
    ...printTarget(report).map((line) => `     ${line}`),
    ...printCounts(report),
    ...printHonesty(report),
    ...printUnseen(report),
    ...printCauses(causes, report, show),
    ...printRoutes(report, show),
    ...printGuesses(report),
    ...printWebhooks(report, show),
    ...printAccepted(report),
    ...printNext(causes, report, show),
    ...(options.showSuppressed === true ? ['', ...printSuppressed(report)] : []),
  ].join('\n')
}

/** `PASS stripe 10000/10000 sessions=3/3 exchanges=1240/1240 divergences=0`. */
export function printVerdict(report: Report): string {
  const word = report.passed ? 'PASS' : 'FAIL'
  const sessions = `${report.sessionsPassed}/${report.sessionsTotal}`
  const exchanges = `${report.exchangesPassed}/${report.exchangesTotal}`
  return `${word} ${report.twin} ${report.scoreBp}/10000 sessions=${sessions} exchanges=${exchanges} divergences=${report.divergences.length}`
}

/** Said only where it is not the model itself. */
export function printTarget({ target }: Report): string[] {
  return target.kind === 'memory' ? [] : [`asked ${describeTarget(target)}`]
}

function printCounts(report: Report): string[] {
  const { statusBp, components, verified, unverified, suppressed, exchangesSkipped } = report
  const counts = `verified=${verified} unverified=${unverified} suppressed=${suppressed.length} skipped=${exchangesSkipped}`
  const lines = [`     status=${statusBp}/10000 mean=${components.totalBp}/10000 ${counts}${printUnruled(report)}${printRecalled(report)}`]
  const { structureBp, valuesBp, symbolsBp, headersBp, totalBp } = components
  const webhooks = printWebhookCounts(report)
  if (webhooks !== undefined) lines.push(`     ${webhooks}`)
  if (totalBp < 10_000) lines.push(`     structure=${structureBp} values=${valuesBp} symbols=${symbolsBp} headers=${headersBp}`)
  return lines
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

function printCauses(causes: readonly Cause[], report: Report, show: number): string[] {
  const shown = causes.slice(0, show)
  let scoreBp = report.scoreBp
  const lines = shown.flatMap((cause, at) => {
    const before = scoreBp
    scoreBp = cause.scoreBpAfter
    return ['', ...printCause(cause, at + 1, before)]
  })
  const rest = causes.slice(shown.length)
  if (rest.length === 0) return lines
  const divergences = rest.reduce((total, cause) => total + cause.divergences, 0)
  return [...lines, '', `and ${counted(rest.length, 'more cause')} with ${counted(divergences, 'divergence')}: --show ${causes.length}`]
}

/** `1. total has another value under /orders: 19 divergences in 19 exchanges (2 marked); without it 10000 instead of 9846`. */
function printCause(cause: Cause, place: number, before: number): string[] {
  const marked = cause.marked === 0 ? '' : ` (${cause.marked} marked)`
  const gain = cause.scoreBpAfter === before ? '' : `; without it ${cause.scoreBpAfter} instead of ${before}`
  const counts = `${counted(cause.divergences, 'divergence')} in ${counted(cause.exchanges, 'exchange')}`
  const lines = cause.groups.slice(0, groupsPerCause).map((group) => `  ${printGroup(group)}`)
  const more = cause.groups.length - groupsPerCause
  return [
    `${place}. ${describeCause(cause)}: ${counts}${marked}${gain}`,
    ...lines,
    ...(more > 0 ? [`  and ${counted(more, 'more place')}`] : []),
  ]
}

/** `12x GET /orders/{id} body.total value_mismatch: expected 275.5, got 275 (session#17)`. */
export function printGroup({ count, route, path, category, expected, actual, session, exchange }: DivergenceGroup): string {
  return `${count}x ${route} ${path} ${category}: expected ${printValue(expected)}, got ${printValue(actual)} (${session}#${exchange})`
}

/** `18/20 GET /orders/{id} (3 marked)`: those with a wrong answer, apart from those that nothing was learned of. */
function printRoutes({ routes }: Report, show: number): string[] {
  const worst = routes.filter((route) => route.indistinguishable < route.exchanges && !route.unseen)
  if (worst.length === 0) return []
  const lines = worst.slice(0, show).map(({ route, exchanges, indistinguishable, marked }) => {
    return `  ${indistinguishable}/${exchanges} ${route}${marked === 0 ? '' : ` (${marked} marked)`}`
  })
  if (worst.length > lines.length) lines.push(`  and ${counted(worst.length - lines.length, 'more route')}: --show ${worst.length}`)
  return ['', 'worst routes, right answers of all:', ...lines]
}

/** What to do about the first cause. */
function printNext([first]: readonly Cause[], report: Report, show: number): string[] {
  if (first === undefined || show === 0) return []
  const steps = nextSteps(first, report).flatMap(({ why, commands, settings = [] }) => [
    `  ${why}`,
    ...[...commands.map((command) => `$ ${command}`), ...settings].map((line) => `    ${line}`),
  ])
  return ['', 'what to do about 1:', ...steps, '  and then check again', `    $ doppel check ${report.twin}`]
}
