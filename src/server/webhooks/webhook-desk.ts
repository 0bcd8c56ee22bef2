import { parseDuration } from '#base'
import { composeDelivery, type EventReceiver } from '#engine'
import type { Webhooks } from '#model'
import type { Delivery } from './delivery.ts'
import { Outbox, type OutboxOptions } from './outbox.ts'
import { retryDelays } from './retry-schedule.ts'
import { type Outcome, sendDelivery } from './send-delivery.ts'
import { TargetPolicy } from './target-policy.ts'
import type { WebhookProbe } from './webhook-probe.ts'

/** How often clocks are looked at while something waits for its time: they may be moved. */
const lookMs = 20

/** How often it is looked whether something has come to its time that nobody asked for. */
const workMs = 100

export interface WebhookDeskOptions {
  readonly webhooks: Webhooks
  /** Hosts and networks beside this machine that may be told. */
  readonly allow: readonly string[]
  /** Asks another twin, in its session of the same name; without one, there are no others. */
  readonly askTwin?: AskTwin | undefined
  readonly probe?: WebhookProbe | undefined
  readonly note: (line: string) => void
}

/** `url` is `twin:NAME`. Rejects when it can't be asked. */
export type AskTwin = (
  url: string,
  session: string,
  call: NonNullable<EventReceiver['call']>,
  signal: AbortSignal,
) => Promise<{ readonly status: number }>

/** Delivers what the sessions of a server have to tell, beside their answers. */
export class WebhookDesk {
  readonly #options: WebhookDeskOptions
  readonly #policy: TargetPolicy
  readonly #retryDelaysMs: readonly number[]
  readonly #timeoutMs: number
  readonly #waiting = new Set<Outbox>()
  readonly #open = new Set<Outbox>()
  #timer: NodeJS.Timeout | undefined
  readonly #worker: NodeJS.Timeout
  /**
   * Set where other servers have the same sessions: when something goes out is decided by who is told here which of them have something.
   */
  wake: ((session: string) => void) | undefined
  #isClosed = false

  constructor(options: WebhookDeskOptions) {
    const { webhooks, allow } = options
    this.#options = options
    this.#policy = new TargetPolicy(allow)
    this.#retryDelaysMs = retryDelays(webhooks)
    this.#timeoutMs = parseDuration(webhooks.timeout ?? '10s') as number
    this.#worker = setInterval(() => {
      if (this.wake) return
      for (const { work } of this.#open) {
        try {
          work?.()
        } catch (error) {
          options.note(`what is due can't be done: ${(error as Error).stack ?? error}`)
        }
      }
    }, workMs).unref()
  }

  /** `note`: see there. */
  createOutbox(session: string, nowMs: () => number, note?: OutboxOptions['note']): Outbox {
    const { probe } = this.#options
    const outbox = new Outbox({
      note,
      nowMs: probe ? () => nowMs() + probe.earlyMs : nowMs,
      receiversOf: probe?.receiversOf,
      retryDelaysMs: this.#retryDelaysMs,
      isOrdered: this.#options.webhooks.ordered === true,
      send: (delivery, atMs, signal) =>
        delivery.receiver.call ? this.#call(delivery, session, signal) : this.#send(delivery, atMs, signal),
      wake: (one) => (this.wake ? this.wake(session) : this.#wake(one)),
    })
    this.#open.add(outbox)
    return outbox
  }

  /** Takes back an outbox whose session has ended. */
  discard(outbox: Outbox): void {
    outbox.close()
    this.#open.delete(outbox)
    this.#waiting.delete(outbox)
  }

  /** Cuts off what is under way; nothing is sent from now on. */
  close(): void {
    this.#isClosed = true
    clearTimeout(this.#timer)
    clearInterval(this.#worker)
    for (const outbox of this.#open) this.discard(outbox)
  }

  #wake(outbox: Outbox): void {
    this.#waiting.add(outbox)
    this.#plan(0)
  }

  /** Never in the turn of an answer: that goes out first. */
  #plan(delayMs: number): void {
    if (this.#isClosed) return
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      for (const outbox of this.#waiting) {
        if (outbox.hasWaiting) outbox.pump()
        else this.#waiting.delete(outbox)
      }
      if (this.#waiting.size > 0) this.#plan(lookMs)
    }, delayMs).unref()
  }

  async #call({ receiver: { url, call }, event, number }: Delivery, session: string, signal: AbortSignal): Promise<Outcome> {
    const { askTwin, note } = this.#options
    if (call === undefined || askTwin === undefined) return { kind: 'refused', error: `there is no ${url} beside this twin` }
    try {
      const { status } = await askTwin(url, session, call, signal)
      const isWrong = status >= 400 && status < 500 && status !== 429
      if (status >= 300) note(`link ${event.name} (${number}): ${call.method} ${call.target} of ${url} is answered with ${status}`)
      // Another attempt would be answered no better.
      return isWrong ? { kind: 'refused', error: `answered with ${status}` } : { kind: 'answered', status }
    } catch (error) {
      return { kind: 'failed', error: (error as Error).message }
    }
  }

  async #send({ event, receiver, number }: Delivery, atMs: number, signal: AbortSignal): Promise<Outcome> {
    const { webhooks, note, probe } = this.#options
    const secret = receiver.secret ?? webhooks.secret ?? (probe && '')
    if (webhooks.signing !== undefined && secret === undefined) {
      return { kind: 'refused', error: 'deliveries are signed, and there is no secret: set secret in [webhooks] of twin.toml' }
    }
    const outgoing = composeDelivery(event, { url: receiver.url, atMs, secret: secret ?? '' }, webhooks)
    const outcome = await sendDelivery({ ...outgoing, timeoutMs: this.#timeoutMs, signal }, probe ?? this.#policy)
    if (outcome.kind === 'refused') note(`webhook ${event.name} (${number}) to ${receiver.url} is not sent: ${outcome.error}`)
    return outcome
  }
}
