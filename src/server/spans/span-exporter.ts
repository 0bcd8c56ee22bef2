import { printSpans, type Span } from './span.ts'

/** Where spans go, and how. */
export interface ExportSettings {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly resource: Readonly<Record<string, string>>
  /** How long one request may take. */
  readonly timeoutMs: number
  /** How often what has gathered is sent. */
  readonly intervalMs: number
  readonly maxBatch: number
  /** Spans that wait at one time; one more is dropped. */
  readonly maxWaiting: number
}

/** How many spans have gone which way. */
export interface SpanCounts {
  readonly sent: number
  readonly dropped: number
}

type Outcome = { readonly rejected: number } | { readonly problem: string; readonly again: boolean }

/** Sends spans in batches, beside the answers. A collector that is away costs no memory beyond `maxWaiting`, and no answer. */
export class SpanExporter {
  readonly #settings: ExportSettings
  readonly #note: (line: string) => void
  readonly #timer: NodeJS.Timeout
  readonly #end = new AbortController()
  #waiting: Span[] = []
  #sending: Promise<void> | undefined = undefined
  #hasFailed = false
  #sent = 0
  #dropped = 0

  constructor(settings: ExportSettings, note: (line: string) => void) {
    this.#settings = settings
    this.#note = note
    this.#timer = setInterval(() => void this.#sendAll(), settings.intervalMs).unref()
  }

  get counts(): SpanCounts {
    return { sent: this.#sent, dropped: this.#dropped }
  }

  add(span: Span): void {
    const { maxWaiting, maxBatch } = this.#settings
    if (this.#waiting.length >= maxWaiting) {
      this.#dropped++
      return
    }
    this.#waiting.push(span)
    // a collector that is away is asked again at the next turn of the timer, not at the next span
    if (this.#waiting.length >= maxBatch && !this.#hasFailed) void this.#sendAll()
  }

  /** Sends what is left, once; what can't be sent within `limitMs` is dropped. */
  async close(limitMs: number): Promise<void> {
    clearInterval(this.#timer)
    const limit = setTimeout(() => this.#end.abort(), limitMs)
    await this.#sending
    await this.#sendAll()
    clearTimeout(limit)
    const left = this.#waiting.length
    this.#dropped += left
    if (left > 0) this.#note(`spans that were not sent to ${this.#settings.url}: ${left}`)
    this.#waiting = []
  }

  #sendAll(): Promise<void> {
    this.#sending ??= this.#sendBatches().finally(() => {
      this.#sending = undefined
    })
    return this.#sending
  }

  async #sendBatches(): Promise<void> {
    let goesOn = true
    while (goesOn && this.#waiting.length > 0) goesOn = await this.#sendBatch()
  }

  /** False: the collector wants no more now. */
  async #sendBatch(): Promise<boolean> {
    const batch = this.#waiting.slice(0, this.#settings.maxBatch)
    const outcome = await this.#send(printSpans(batch, this.#settings.resource))
    if ('problem' in outcome) {
      if (!this.#hasFailed) this.#note(`spans can't be sent to ${this.#settings.url}: ${outcome.problem}`)
      this.#hasFailed = true
      if (outcome.again) return false
    } else {
      if (this.#hasFailed) this.#note(`spans are sent to ${this.#settings.url} again`)
      this.#hasFailed = false
    }
    // none is taken out while they are on their way: those that were added meanwhile stand behind
    this.#waiting.splice(0, batch.length)
    const lost = 'problem' in outcome ? batch.length : Math.min(outcome.rejected, batch.length)
    this.#dropped += lost
    this.#sent += batch.length - lost
    return true
  }

  async #send(body: string): Promise<Outcome> {
    const { url, headers, timeoutMs } = this.#settings
    try {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body,
        redirect: 'manual',
        signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), this.#end.signal]),
      })
      const text = await answer.text()
      if (answer.ok) return { rejected: readRejected(text) }
      return { problem: `it answers ${answer.status}`, again: [429, 502, 503, 504].includes(answer.status) }
    } catch (error) {
      const { message, cause } = error as Error
      return { problem: cause instanceof Error && cause.message !== '' ? cause.message : message, again: true }
    }
  }
}

/** Of those that were sent, a collector may say that it did not take some. */
function readRejected(text: string): number {
  try {
    const said = JSON.parse(text) as { partialSuccess?: { rejectedSpans?: string | number } } | null
    const rejected = Number(said?.partialSuccess?.rejectedSpans ?? 0)
    return Number.isSafeInteger(rejected) && rejected > 0 ? rejected : 0
  } catch {
    return 0
  }
}
