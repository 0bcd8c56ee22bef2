import type { EventReceiver, TwinEvent } from '#engine'
import { type Delivery, isWaiting } from './delivery.ts'
import type { SavedOutbox } from './saved-outbox.ts'
import type { Outcome } from './send-delivery.ts'
import { Troubles } from './trouble.ts'

/** So many deliveries of a session are remembered; the oldest that have come to their end go first. */
const deliveriesMax = 1000

/** So many may wait at one time; what comes when all places are taken is dropped, and says so. */
const waitingMax = 10_000

export interface OutboxOptions {
  /** Where the clock of the session stands; ms since 1970. */
  readonly nowMs: () => number
  /** Who is told of an event; those whom it names unless said. */
  readonly receiversOf?: ((event: TwinEvent) => readonly EventReceiver[]) | undefined
  /** How long to wait before each attempt after the first. */
  readonly retryDelaysMs: readonly number[]
  readonly isOrdered: boolean
  /** Is told how an attempt ended, before anybody else. A promise: it is settled by who was told, or made again. */
  readonly note?: ((id: string, outcome: Outcome, atMs: number) => Promise<unknown> | undefined) | undefined
  readonly send: (delivery: Delivery, atMs: number, signal: AbortSignal) => Promise<Outcome>
  /** There is something to do, now or later. */
  readonly wake: (outbox: Outbox) => void
}

/** What a session has to tell its receivers: each receiver is told one thing at a time, by when it is due. */
export class Outbox {
  readonly troubles = new Troubles()
  readonly #options: OutboxOptions
  readonly #aborter = new AbortController()
  #deliveries: Delivery[] = []
  #number = 0
  /** Makes what is due by itself happen, where anything is told of that; called again and again. */
  work: (() => void) | undefined
  /** Receivers that are being told of something now. */
  readonly #busy = new Set<string>()
  /** Those who wait until an attempt has ended. */
  readonly #settled: (() => void)[] = []

  constructor(options: OutboxOptions) {
    this.#options = options
  }

  get hasWaiting(): boolean {
    return this.#deliveries.some(isWaiting)
  }

  list(): readonly Delivery[] {
    return this.#deliveries
  }

  accept(events: readonly TwinEvent[]): void {
    if (events.length === 0) return
    for (const event of events) {
      for (const receiver of this.#options.receiversOf?.(event) ?? event.receivers) this.#admit(event, receiver)
    }
    this.#forget()
    this.#options.wake(this)
  }

  /** Sends it once more from the beginning of the schedule, whatever came of it before. */
  redeliver(id: string): Delivery | undefined {
    const delivery = this.#deliveries.find((one) => one.id === id)
    if (delivery === undefined) return undefined
    Object.assign(delivery, { state: 'pending', dueMs: this.#options.nowMs(), retriesLeft: this.#options.retryDelaysMs.length })
    this.#options.wake(this)
    return delivery
  }

  /** What is due goes out, as far as its receiver is not being told of something else. Returns when the first attempts are under way. */
  pump(): void {
    for (const next of this.#due()) void this.#attempt(next)
  }

  /** Whether something could go out now. */
  get isDue(): boolean {
    return this.#due().length > 0
  }

  /** Whether an attempt is under way. */
  get isBusy(): boolean {
    return this.#busy.size > 0
  }

  /** Resolves once an attempt that is under way has ended, or after so long. */
  untilSettled(forMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, forMs)
      this.#settled.push(() => {
        clearTimeout(timer)
        resolve()
      })
    })
  }

  #due(): Delivery[] {
    if (this.#aborter.signal.aborted) return []
    const nowMs = this.#options.nowMs()
    return [...Map.groupBy(this.#deliveries.filter(isWaiting), ({ receiver }) => receiver.url)].flatMap(([url, lane]) => {
      const next = this.#busy.has(url) ? undefined : this.#nextOf(lane)
      return next !== undefined && next.dueMs <= nowMs ? [next] : []
    })
  }

  /** As it is now; what is under way counts as not yet sent. */
  save(): SavedOutbox {
    return { deliveries: this.#deliveries, number: this.#number, troubles: this.troubles.list() } as SavedOutbox
  }

  /** An outbox that has told nothing yet goes on from what was saved, once it is let go with `resume`. */
  load({ deliveries, number, troubles }: SavedOutbox): void {
    this.#deliveries = deliveries as Delivery[]
    this.#number = number
    for (const trouble of troubles) this.troubles.add({ ...trouble })
  }

  /** What waits may go out. */
  resume(): void {
    if (this.hasWaiting) this.#options.wake(this)
  }

  /** What waits is not sent any more. */
  clear(): void {
    for (const one of this.#deliveries) if (isWaiting(one)) one.state = 'dropped'
  }

  /** Nothing more goes out, and what is under way is cut off. */
  close(): void {
    this.#aborter.abort()
    this.#deliveries = this.#deliveries.filter((one) => !isWaiting(one))
  }

  #admit(event: TwinEvent, receiver: Delivery['receiver']): void {
    const trouble = this.troubles.take()
    const isFull = this.#deliveries.filter(isWaiting).length >= waitingMax
    const number = ++this.#number
    const delivery: Delivery = {
      id: `dlv_${number}`,
      number,
      event,
      receiver,
      state: isFull || trouble?.kind === 'drop' ? 'dropped' : trouble?.kind === 'reorder' ? 'held' : 'pending',
      dueMs: event.atMs + (receiver.afterMs ?? 0) + (trouble?.kind === 'delay' || trouble?.kind === 'reorder' ? trouble.byMs : 0),
      attempts: [],
      retriesLeft: this.#options.retryDelaysMs.length,
    }
    this.#deliveries.push(delivery)
    if (trouble?.kind === 'duplicate') {
      const again = ++this.#number
      this.#deliveries.push({ ...delivery, id: `dlv_${again}`, number: again, attempts: [] })
    }
  }

  /** The one whose turn it is: by number where the order is kept, by time where it is not. One that is held lets all others pass. */
  #nextOf(lane: readonly Delivery[]): Delivery | undefined {
    const free = lane.filter(({ state }) => state === 'pending')
    const overtaking = lane.filter(({ state }) => state === 'held')
    const [first] = this.#options.isOrdered ? free : free.toSorted((a, b) => a.dueMs - b.dueMs || a.number - b.number)
    return first ?? overtaking[0]
  }

  async #attempt(delivery: Delivery): Promise<void> {
    const { url } = delivery.receiver
    this.#busy.add(url)
    const atMs = delivery.dueMs
    const outcome = await this.#options.send(delivery, atMs, this.#aborter.signal)
    if (this.#aborter.signal.aborted) return
    const noted = this.#options.note?.(delivery.id, outcome, atMs)
    if (noted === undefined) {
      this.#busy.delete(url)
      this.#settleWith(delivery, outcome, atMs)
      return
    }
    // one that could not be noted is nobody's: it is made again
    await noted.catch(() => {})
    this.#busy.delete(url)
    this.#options.wake(this)
    for (const resolve of this.#settled.splice(0)) resolve()
  }

  /** An attempt that was due at that moment has ended. */
  settle(id: string, outcome: Outcome, atMs: number): void {
    const delivery = this.#deliveries.find((one) => one.id === id)
    if (delivery !== undefined) this.#settleWith(delivery, outcome, atMs)
  }

  #settleWith(delivery: Delivery, outcome: Outcome, atMs: number): void {
    this.#judge(delivery, outcome, atMs)
    for (const other of this.#deliveries) {
      if (other !== delivery && other.state === 'held' && other.receiver.url === delivery.receiver.url)
        Object.assign(other, { state: 'pending', dueMs: atMs })
    }
    this.#forget()
    this.#options.wake(this)
  }

  #judge(delivery: Delivery, outcome: Outcome, atMs: number): void {
    const { kind, ...result } = outcome
    delivery.attempts.push({ atMs, ...result })
    const isDelivered = outcome.kind === 'answered' && outcome.status >= 200 && outcome.status < 300
    if (isDelivered || kind === 'refused') {
      delivery.state = isDelivered ? 'delivered' : 'refused'
      return
    }
    const { retryDelaysMs } = this.#options
    const delayMs = retryDelaysMs[retryDelaysMs.length - delivery.retriesLeft]
    if (delayMs === undefined) {
      delivery.state = 'failed'
      return
    }
    delivery.retriesLeft--
    delivery.state = 'pending'
    delivery.dueMs = atMs + delayMs
  }

  #forget(): void {
    let over = this.#deliveries.length - deliveriesMax
    if (over <= 0) return
    this.#deliveries = this.#deliveries.filter((one) => isWaiting(one) || over-- <= 0)
  }
}
