import type { ClientRequest, IncomingMessage } from 'node:http'
import { toHeaderList } from '#http'
import type { AnswerSink, UpstreamCall } from './upstream.ts'

/** One request through node:http, for what the pool can't express: bodies as they come, trailers of requests, `Expect`. */
export class StreamedCall implements UpstreamCall {
  readonly #outgoing: ClientRequest
  readonly #source: IncomingMessage
  #answer: IncomingMessage | undefined
  #ended = false

  constructor(outgoing: ClientRequest, source: IncomingMessage, onChunk: (chunk: Buffer) => void, sink: AnswerSink) {
    this.#outgoing = outgoing
    this.#source = source
    this.#takeAnswer(sink)
    this.#sendBody(onChunk)
  }

  resume(): void {
    this.#answer?.resume()
  }

  abort(): void {
    this.#outgoing.destroy()
  }

  #sendBody(onChunk: (chunk: Buffer) => void): void {
    const outgoing = this.#outgoing
    const source = this.#source
    outgoing.flushHeaders()
    outgoing.on('drain', () => source.resume())
    source.on('data', (chunk: Buffer) => {
      // After an early answer the rest of the body is read from the client and dropped: nobody waits for it.
      if (this.#ended || outgoing.destroyed) return
      onChunk(chunk)
      if (!outgoing.write(chunk)) source.pause()
    })
    source.on('end', () => {
      if (this.#ended || outgoing.destroyed) return
      if (source.rawTrailers.length > 0) outgoing.addTrailers(toHeaderList(source.rawTrailers) as [string, string][])
      outgoing.end()
    })
  }

  #takeAnswer(sink: AnswerSink): void {
    const fail = (error: Error) => {
      if (this.#ended) return
      this.#ended = true
      this.#source.resume()
      sink.onFailure(error)
    }
    this.#outgoing.on('error', fail)
    this.#outgoing.on('information', ({ statusCode, rawHeaders }) => sink.onInformation(statusCode, rawHeaders))
    this.#outgoing.on('response', (answer) => {
      this.#answer = answer
      sink.onHead(answer.statusCode ?? 0, answer.statusMessage ?? '', answer.rawHeaders)
      answer.on('data', (chunk: Buffer) => {
        if (!sink.onBody(chunk)) answer.pause()
      })
      answer.on('error', fail)
      answer.on('end', () => {
        if (this.#ended || !answer.complete) return
        this.#ended = true
        this.#source.resume()
        sink.onEnd(answer.rawTrailers)
        // A request that was answered before it was whole leaves a connection that can't be used again.
        if (!this.#outgoing.writableEnded) this.#outgoing.destroy()
      })
    })
  }
}
