import { invariant, parseDuration } from '#base'
import type { Webhooks } from '#model'

const standard = ['5s', '5m', '30m', '2h', '5h', '10h', '10h']

/** As the services describe it; those that say only how long they go on (Stripe, Shopify) are near to that. */
const schedules: Readonly<Record<string, readonly string[]>> = {
  stripe: ['5m', '15m', '1h', '3h', '6h', '12h', '24h', '24h'],
  slack: ['1s', '1m', '5m'],
  github: [],
  shopify: ['1m', '3m', '6m', '15m', '30m', '1h', '2h'],
  twilio: [],
}

/** How long to wait before each attempt after the first, in ms. */
export function retryDelays({ retry, signing }: Webhooks): number[] {
  if (retry === undefined) return (schedules[typeof signing === 'string' ? signing : ''] ?? standard).map(toMs)
  if (!('first' in retry)) return retry.map(toMs)
  const most = retry.most === undefined ? Number.POSITIVE_INFINITY : toMs(retry.most)
  const first = toMs(retry.first)
  return Array.from({ length: retry.attempts - 1 }, (_, at) => Math.min(Math.round(first * retry.factor ** at), most))
}

function toMs(text: string): number {
  const ms = parseDuration(text)
  invariant(ms !== undefined, 'the schema lets no other text through')
  return ms
}
