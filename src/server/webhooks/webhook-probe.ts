import type { EventReceiver, TwinEvent } from '#engine'

/** For who checks a twin: what it tells comes to a port of this machine, whatever address it is for. */
export interface WebhookProbe {
  readonly port: number
  /** Who is told of an event. */
  readonly receiversOf: (event: TwinEvent) => readonly EventReceiver[]
  /** How much sooner than its time something is sent: whoever waits for it may not wait so long. */
  readonly earlyMs: number
}
