import type { IncomingMessage } from 'node:http'

/** Takes an answer as it comes. Headers and trailers are flat: name, value, name, value. */
export interface AnswerSink {
  /** A 1xx before the answer; not 101. */
  onInformation(status: number, headers: string[]): void
  onHead(status: number, statusText: string, headers: string[]): void
  /** False: send nothing more until `resume` is called. */
  onBody(chunk: Buffer): boolean
  onEnd(trailers: string[]): void
  /** The answer will not come, or not go on. Last call. */
  onFailure(error: Error): void
}

/** A request on its way. */
export interface UpstreamCall {
  resume(): void
  /** Lets go of the connection; `onFailure` may or may not follow. */
  abort(): void
}

export interface UpstreamRequest {
  readonly method: string
  /** Origin form, with the path of the base URL in front. */
  readonly target: string
  /** Flat, without those of the connection and without `Host`. */
  readonly headers: string[]
}

/** What sends requests to one service. */
export interface Upstream {
  /** Sends a request whose whole body is here already; `null` when there is none. */
  send(request: UpstreamRequest, body: Buffer | null, sink: AnswerSink): UpstreamCall
  /** Sends the head at once and then the body as `source` gives it, `onChunk` seeing every chunk. `100 Continue` goes back through `onInformation`. */
  stream(request: UpstreamRequest, source: IncomingMessage, onChunk: (chunk: Buffer) => void, sink: AnswerSink): UpstreamCall
  close(): Promise<void>
}
