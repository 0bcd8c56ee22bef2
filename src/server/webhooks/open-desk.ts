import type { ServerOptions } from '../server-options.ts'
import type { WebhookDesk } from './webhook-desk.ts'

/** Loaded only where something is told: most twins tell nobody of anything. */
export async function openDesk({
  twin: { webhooks },
  webhookTargets = [],
  webhookProbe: probe,
  askTwin,
  note,
}: ServerOptions): Promise<WebhookDesk | undefined> {
  if (webhooks === undefined) return undefined
  const { WebhookDesk } = await import('./webhook-desk.ts')
  return new WebhookDesk({ webhooks, allow: webhookTargets, askTwin, probe, note })
}
