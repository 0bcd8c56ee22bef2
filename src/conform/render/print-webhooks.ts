import type { Report } from '../report.ts'
import type { DeliveryDivergence } from '../webhooks-report.ts'
import { counted } from './counted.ts'
import { printValue } from './print-value.ts'

const differencesShown = 3

/** `webhooks 118/120: 1 differs, 1 missing, 0 extra`; undefined where nothing was recorded of them. */
export function printWebhookCounts({ webhooks }: Report): string | undefined {
  if (webhooks === undefined) return undefined
  const { recorded, right, differing, missing, extra } = webhooks
  return `webhooks ${right}/${recorded} as recorded: ${differing} differ, ${missing} missing, ${extra} extra`
}

/** The webhooks that the twin sends otherwise, those of one kind together. */
export function printWebhooks({ webhooks, twin }: Report, show: number): string[] {
  if (webhooks === undefined || webhooks.divergences.length === 0) return []
  const groups = [...Map.groupBy(webhooks.divergences, describe)].sort((a, b) => b[1].length - a[1].length)
  const lines = groups.slice(0, show).map(([text, [first, ...others]]) => `  ${others.length + 1}x ${text} (${placeOf(first)})`)
  const rest = groups.length - lines.length
  const more = rest > 0 ? [`  and ${counted(rest, 'more difference')}: --show ${groups.length}`] : []
  return ['', `webhooks that differ (not part of the score; doppel show ${twin} has what is told):`, ...lines, ...more]
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

function placeOf(divergence: DeliveryDivergence | undefined): string {
  if (divergence === undefined) return ''
  const { session, exchange, differences } = divergence
  const place = exchange === undefined ? session : `${session}#${exchange}`
  const [first] = differences
  return first === undefined ? place : `expected ${printValue(first.expected)}, got ${printValue(first.actual)}, ${place}`
}
