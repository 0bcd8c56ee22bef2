import { fingerprint } from '#base'
import { divergenceCategories } from '#compare'
import { sarifLevels, sarifLog, sarifPlace } from '#diagnostics'
import { type DivergenceGroup, groupDivergences, kindOf } from '../group-divergences.ts'
import type { Report } from '../report.ts'
import { categoryHelp } from './category-help.ts'
import type { FilePlace, ReportPlaces } from './places.ts'
import { printValue } from './print-value.ts'
import { groupWebhooks, printWebhookGroup, type WebhookGroup } from './print-webhooks.ts'

export interface SarifOptions {
  readonly places?: ReportPlaces | undefined
  /** Of Doppel. */
  readonly version?: string | undefined
}

/** Of webhooks that differ, that are missing or that only the twin sends. */
const webhookRule = 'webhook_mismatch'
const webhookHelp = 'The twin sends a webhook otherwise than the service, not at all, or one that the service does not send.'

/** Those who show SARIF take no more of one run. */
const resultsMax = 5000

/**
 * The report as SARIF 2.1.0: a result for each kind of divergence (route, place, category) at the place where the model says what the route
 * does, with the number of its occurrences and the recording of the first; webhooks that differ are notes. What rules take out or accept is there as suppressed.
 */
export function toSarif(report: Report, { places, version }: SarifOptions = {}): Record<string, unknown> {
  const groups = groupDivergences(report.divergences, ['error', 'warning', 'info'])
  const suppressed = groupDivergences(report.suppressed, ['error', 'warning', 'info'])
  const told = groupWebhooks(report.webhooks?.divergences ?? []).map((group) => toWebhookResult(group, places))
  const results = [...groups, ...suppressed].map((group) => toResult(group, places)).concat(told)
  const leftOut = results.length - resultsMax
  const more = leftOut > 0 ? [{ level: 'note', message: { text: `${leftOut} more kinds of divergence are left out` } }] : []
  const findings = report.findings.map(({ code, severity, message, place, help }) => ({
    descriptor: { id: code },
    level: sarifLevels[severity],
    message: { text: [message, place, help].filter((part) => part !== undefined).join('\n') },
  }))
  const rules = divergenceCategories.map((id) => ({
    id: id as string,
    shortDescription: { text: categoryHelp[id] },
    help: { text: `${categoryHelp[id]} doppel check says what is behind it, and what to do about it.` },
  }))
  rules.push({
    id: webhookRule,
    shortDescription: { text: webhookHelp },
    help: { text: `${webhookHelp} Webhooks are no part of the score.` },
  })
  return sarifLog(`doppel/check/${report.twin}/`, version, rules, {
    invocations: [{ executionSuccessful: true, toolExecutionNotifications: [...findings, ...more] }],
    results: results.slice(0, resultsMax),
    properties: { target: report.target, passed: report.passed, score_bp: report.scoreBp, divergences: report.divergences.length },
  })
}

function toResult(group: DivergenceGroup, places: ReportPlaces | undefined): Record<string, unknown> {
  const { route, path, category, severity, count, expected, actual, session, exchange, driftId } = group
  const times = count === 1 ? '' : ` (${count} times)`
  const logicalLocations = [{ name: path, fullyQualifiedName: `${route} ${path}`, kind: 'member' }]
  const recording = places?.ofSession(session)
  const reason = group.suppressedFor ?? group.acceptedFor
  return {
    ruleId: category,
    ruleIndex: divergenceCategories.indexOf(category),
    level: sarifLevels[severity],
    message: { text: `${route}: ${path} should be ${printValue(expected)}, and the twin says ${printValue(actual)}${times}` },
    locations: [{ ...(places === undefined ? {} : physical(places.ofRoute(route))), logicalLocations }],
    ...(recording === undefined
      ? {}
      : { relatedLocations: [{ id: 1, ...physical(recording), message: { text: `first in exchange ${exchange} of this session` } }] }),
    ...(reason === undefined ? {} : { suppressions: [{ kind: 'external', status: 'accepted', justification: reason }] }),
    occurrenceCount: count,
    partialFingerprints: { 'doppelKind/v1': fingerprint(kindOf(group)) },
    properties: { session, exchange, drift_id: driftId },
  }
}

/** What is sent by itself is of no route: the recording is its place. */
function toWebhookResult({ text, count, first }: WebhookGroup, places: ReportPlaces | undefined): Record<string, unknown> {
  const { session, exchange, target, event, kind } = first
  const recording = places?.ofSession(session)
  const logicalLocations = [{ name: event ?? target, fullyQualifiedName: `webhook ${event ?? target}`, kind: 'member' }]
  return {
    ruleId: webhookRule,
    ruleIndex: divergenceCategories.length,
    level: 'note',
    message: { text: `webhook ${printWebhookGroup({ text, count, first })}` },
    locations: [{ ...(recording === undefined ? {} : physical(recording)), logicalLocations }],
    occurrenceCount: count,
    partialFingerprints: { 'doppelKind/v1': fingerprint(`webhook ${text}`) },
    properties: { session, ...(exchange === undefined ? {} : { exchange }), kind },
  }
}

function physical({ file, line }: FilePlace): Record<string, unknown> {
  return sarifPlace(file, line)
}
