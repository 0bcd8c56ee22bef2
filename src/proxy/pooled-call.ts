import type { Dispatcher, Pool } from 'undici'
import type { AnswerSink, UpstreamCall, UpstreamRequest } from './upstream.ts'

/** One request through an undici pool, for requests that fit into one write: nearly all of them, at the least cost. */
export class PooledCall implements Dispatcher.DispatchHandler, UpstreamCall {
  readonly #sink: AnswerSink
  #controller: Dispatcher.DispatchController | undefined
  #aborted = false

  constructor(pool: Pool, request: UpstreamRequest, body: Buffer | null, sink: AnswerSink) {
    this.#sink = sink
    pool.dispatch({ path: request.target, method: request.method as Dispatcher.HttpMethod, headers: request.headers, body }, this)
  }

  resume(): void {
    this.#controller?.resume()
  }

  abort(): void {
    this.#aborted = true
    this.#controller?.abort(new Error('the client went away'))
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (this.#aborted) controller.abort(new Error('the client went away'))
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, _headers: unknown, statusText?: string): void {
    const headers = toStrings(controller.rawHeaders)
    if (status < 200) this.#sink.onInformation(status, headers)
    else this.#sink.onHead(status, toWireText(statusText ?? ''), headers)
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.#sink.onBody(chunk)) controller.pause()
  }

  onResponseEnd(controller: Dispatcher.DispatchController): void {
    this.#sink.onEnd(toStrings(controller.rawTrailers))
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#sink.onFailure(error)
  }
}

/** Undici reads the reason as UTF-8, whatever it is: back to one character per byte, as it was on the wire. */
function toWireText(text: string): string {
  return /^[\x20-\x7e]*$/.test(text) ? text : Buffer.from(text, 'utf8').toString('latin1')
}

type RawHeaders = Dispatcher.DispatchController['rawHeaders']

function toStrings(raw: RawHeaders): string[] {
  const strings: string[] = []
  if (!Array.isArray(raw)) return strings
  for (const part of raw) strings.push(typeof part === 'string' ? part : part.toString('latin1'))
  return strings
}
