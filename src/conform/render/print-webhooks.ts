import type { Report } from '../report.ts'
import type { DeliveryDivergence } from '../webhooks-report.ts'
import { counted } from './counted.ts'
import { printValue } from './print-value.ts'

const differencesShown = 3

/** `webhooks 118/120: 1 differs, 1 missing, 0 extra`; undefined where nothing was recorded of them. */
export function printWebhookCounts({ webhooks }: Pick<Report, 'webhooks'>): string | undefined {
  if (webhooks === undefined) return undefined
  const { recorded, right, differing, missing, extra } = webhooks
  return `webhooks ${right}/${recorded} as recorded: ${differing} differ, ${missing} missing, ${extra} extra`
}

/** The webhooks that the twin sends otherwise, those of one kind together. */
export function printWebhooks({ webhooks, twin }: Report, show: number): string[] {
  if (webhooks === undefined || webhooks.divergences.length === 0) return []
  const groups = groupWebhooks(webhooks.divergences)
  const lines = groups.slice(0, show).map((group) => `  ${printWebhookGroup(group)}`)
  const rest = groups.length - lines.length
  const more = rest > 0 ? [`  and ${counted(rest, 'more difference')}: --show ${groups.length}`] : []
  return ['', `webhooks that differ (not part of the score; doppel show ${twin} has what is told):`, ...lines, ...more]
}

/** Webhooks that differ in the same way. */
export interface WebhookGroup {
  readonly text: string
  readonly count: number
  readonly first: DeliveryDivergence
}

/** Those of one kind together, the most frequent kind first. */
export function groupWebhooks(divergences: readonly DeliveryDivergence[]): WebhookGroup[] {
  return [...Map.groupBy(divergences, describe)]
    .flatMap(([text, [first, ...others]]) => (first === undefined ? [] : [{ text, count: others.length + 1, first }]))
    .sort((a, b) => b.count - a.count)
}

/** `2x order.paid body.total value_mismatch (expected 2.5, got 2, session#17)`. */
export function printWebhookGroup({ text, count, first }: WebhookGroup): string {
  return `${count}x ${text} (${placeOf(first)})`
}

function describe({ kind, target, event, differences }: DeliveryDivergence): string {
  if (kind === 'missing') return `missing: ${plain(target)}`
  if (kind === 'extra') return `extra: ${event} to ${plain(target)}`
  const shown = differences.slice(0, differencesShown).map(({ path, category }) => `${path} ${category}`)
  const more = differences.length > shown.length ? `, and ${differences.length - shown.length} more` : ''
  return `${event} ${shown.join(', ')}${more}`
}

/** Ids and numbers in an address would make each one its own. */
function plain(target: string): string {
  return target.replace(/[\w-]*\d[\w-]*/g, '…')
}

function placeOf({ session, exchange, differences }: DeliveryDivergence): string {
  const place = exchange === undefined ? session : `${session}#${exchange}`
  const [first] = differences
  return first === undefined ? place : `expected ${printValue(first.expected)}, got ${printValue(first.actual)}, ${place}`
}
