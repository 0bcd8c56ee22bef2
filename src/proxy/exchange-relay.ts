import type { IncomingMessage, ServerResponse } from 'node:http'
import { type ExchangeFailure, type HttpResponse, toHeaderList } from '#http'
import { answerHeaders, expectedBytes, sendInformation } from './answer-head.ts'
import { BodyCapture } from './body-capture.ts'
import { describeFailure } from './describe-failure.ts'
import { addTrailers, breakOff, sendBadGateway } from './end-answer.ts'
import { endToEndHeaders } from './end-to-end-headers.ts'
import type { StorePlace } from './exchange-store.ts'
import type { Recording, Stoppable } from './recording.ts'
import type { AnswerSink, UpstreamCall } from './upstream.ts'

/**
 * One exchange on its way through. The answer's last bytes leave only when the exchange is in the file, so that
 * whatever a client has seen whole is recorded, even if the recorder is killed the moment after.
 */
export class ExchangeRelay implements AnswerSink, Stoppable {
  readonly #recording: Recording
  readonly #request: IncomingMessage
  readonly #response: ServerResponse
  readonly #place: StorePlace
  readonly #startedAtMs: number
  readonly requestBody: BodyCapture
  readonly #answerBody: BodyCapture
  call: UpstreamCall | undefined
  slot = -1
  #status = 0
  #headers: string[] = []
  #trailers: string[] = []
  /** Length of the answer's body where its head tells. */
  #expectedBytes: number | undefined
  #last: Buffer | undefined
  #bodySent = false
  #done = false

  constructor(recording: Recording, request: IncomingMessage, response: ServerResponse) {
    this.#recording = recording
    this.#request = request
    this.#response = response
    this.#startedAtMs = Date.now()
    this.#place = recording.begin(this, this.#startedAtMs, request)
    this.requestBody = new BodyCapture(recording.budget, recording.maxBodyBytes)
    this.#answerBody = new BodyCapture(recording.budget, recording.maxBodyBytes)
    response.sendDate = false
    response.on('close', () => this.#clientClosed())
  }

  onInformation(status: number, headers: string[]): void {
    if (this.#done) return
    if (status === 100) this.#response.writeContinue()
    else sendInformation(this.#response, status, endToEndHeaders(headers))
  }

  onHead(status: number, statusText: string, headers: string[]): void {
    if (this.#done) return
    try {
      this.#response.writeHead(status, statusText, answerHeaders(this.#request, status, headers))
    } catch (error) {
      // A head that Node takes from a service but does not write to a client.
      this.onFailure(error as Error)
      this.call?.abort()
      return
    }
    this.#status = status
    this.#headers = headers
    this.#expectedBytes = expectedBytes(this.#request.method, status, headers)
    // An answer without body is whole with its head, which therefore waits for the end.
    if (this.#expectedBytes !== 0) process.nextTick(flushHead, this)
  }

  onBody(chunk: Buffer): boolean {
    if (this.#done) return true
    this.#answerBody.add(chunk)
    if (this.#answerBody.bytes === this.#expectedBytes) {
      this.#last = chunk
      return true
    }
    this.#bodySent = true
    if (this.#response.write(chunk)) return true
    this.#response.once('drain', () => this.#drained())
    return false
  }

  onEnd(trailers: string[]): void {
    if (this.#done) return
    this.#trailers = trailers
    this.#finish(undefined, () => {
      if (trailers.length > 0) addTrailers(this.#response, trailers)
      if (this.#last === undefined) this.#response.end()
      else this.#response.end(this.#last)
    })
  }

  onFailure(error: Error): void {
    if (this.#done) return
    const failure = describeFailure(error, this.#recording.upstream)
    this.#finish(failure, () => {
      if (this.#status === 0) sendBadGateway(this.#response, failure)
      // What came is handed over, and then the connection ends without the answer's end: as the service did.
      else breakOff(this.#response)
    })
  }

  /** The service agreed to an upgrade: from here on the connection is a tunnel. */
  onUpgrade(headers: string[]): void {
    this.#status = 101
    this.#headers = headers
  }

  onTunnelEnd(): void {
    if (!this.#done) this.#finish(undefined, () => {})
  }

  /** Breaks off, because the recorder ends. */
  stop(): void {
    if (this.#done) return
    this.#finish({ kind: 'recorder-stopped', message: 'the recorder was stopped before the answer had ended' }, () =>
      this.#response.destroy(),
    )
    this.call?.abort()
  }

  flushHead(): void {
    if (!this.#done && !this.#bodySent && this.#last === undefined) this.#response.flushHeaders()
  }

  #drained(): void {
    if (!this.#done) this.call?.resume()
  }

  #clientClosed(): void {
    if (this.#done) return
    this.#finish({ kind: 'client-abort', message: 'the client closed the connection before the answer had ended' }, () => {})
    this.call?.abort()
  }

  #finish(failure: ExchangeFailure | undefined, written: () => void): void {
    this.#done = true
    const { method = '', url = '', rawHeaders, rawTrailers } = this.#request
    const request = { method, target: url, headers: toHeaderList(rawHeaders), ...this.requestBody.take(), ...trailersOf(rawTrailers) }
    const times = { index: this.#place.index, startedAtMs: this.#startedAtMs, endedAtMs: Date.now() }
    const response = this.#status === 0 ? {} : { response: this.#answer() }
    const exchange = failure === undefined ? { ...times, request, ...response } : { ...times, request, ...response, failure }
    this.#recording.commit(this, this.#place, exchange, () => {
      this.requestBody.release()
      this.#answerBody.release()
      written()
    })
  }

  #answer(): HttpResponse {
    return { status: this.#status, headers: toHeaderList(this.#headers), ...this.#answerBody.take(), ...trailersOf(this.#trailers) }
  }
}

function flushHead(relay: ExchangeRelay): void {
  relay.flushHead()
}

function trailersOf(flat: readonly string[]): { trailers?: HttpResponse['trailers'] & {} } {
  return flat.length === 0 ? {} : { trailers: toHeaderList(flat) }
}
