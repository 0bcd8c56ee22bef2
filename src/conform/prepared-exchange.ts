import { isEqualBytes } from '#base'
import { type ComparableResponse, type RewriteText, readComparable, rewriteHeaders } from '#compare'
import { decodeText, type Exchange, type HttpRequest, type HttpResponse, headerValue } from '#http'

/** An exchange of a recording, to be replayed often: read when it is first looked at. */
export class PreparedExchange {
  readonly exchange: Exchange
  readonly #rewrite: RewriteText
  readonly #kept: KeptReadings | undefined
  #request: HttpRequest | undefined
  #response: ComparableResponse | undefined

  /** The exchange has a response. `kept` decides how long what was read is kept; left out, as long as the exchange is. */
  constructor(exchange: Exchange, rewrite: RewriteText, kept?: KeptReadings) {
    this.exchange = exchange
    this.#rewrite = rewrite
    this.#kept = kept
  }

  /** With the twin's address in place of the service's. */
  get request(): HttpRequest {
    if (this.#request !== undefined) return this.#request
    const request = rewriteRequest(this.exchange.request, this.#rewrite)
    this.#request = request
    // which may let go of it at once
    if (request !== this.exchange.request) this.#kept?.add(this)
    return request
  }

  /** With the twin's address in place of the service's. */
  get response(): ComparableResponse {
    if (this.#response !== undefined) return this.#response
    const response = this.#readAlike() ?? this.peek()
    this.#response = response
    this.#kept?.add(this)
    this.#kept?.bySize.set(sizeOf(this), this)
    return response
  }

  /** A service says the same again and again: what has just been read is not read once more. */
  #readAlike(): ComparableResponse | undefined {
    const response = this.exchange.response as HttpResponse
    const other = this.#kept?.bySize.get(sizeOf(this))
    if (other === undefined || other.#rewrite !== this.#rewrite || other.#response === undefined) return undefined
    if (!isBodyAlike(response, other.exchange.response as HttpResponse)) return undefined
    return { status: response.status, headers: rewriteHeaders(response.headers, this.#rewrite), body: other.#response.body }
  }

  /** The response for who looks at it once: it is not kept for that. */
  peek(): ComparableResponse {
    return this.#response ?? readComparable(this.exchange.response as HttpResponse, this.#rewrite)
  }

  /** Lets go of what was read: it is read again when it is looked at again. */
  forget(): void {
    this.#request = undefined
    this.#response = undefined
  }
}

/** Most bytes of bodies that are kept as they were read, which takes several times as many. */
const keptBytesMax = 4 * 1024 * 1024

/** The exchanges that were read last, as many as memory is meant for: long recordings are read again where they are looked at again. */
export class KeptReadings {
  #exchanges: PreparedExchange[] = []
  #first = 0
  #bytes = 0
  /** By size of the answer's body, the one whose answer was read last. */
  readonly bySize = new Map<number, PreparedExchange>()
  readonly #bytesMax: number

  constructor(bytesMax = keptBytesMax) {
    this.#bytesMax = bytesMax
  }

  add(read: PreparedExchange): void {
    this.#exchanges.push(read)
    this.#bytes += bytesOf(read)
    while (this.#bytes > this.#bytesMax && this.#first < this.#exchanges.length - 1) {
      const oldest = this.#exchanges[this.#first++] as PreparedExchange
      this.#bytes -= bytesOf(oldest)
      oldest.forget()
    }
    if (this.#first * 2 < this.#exchanges.length) return
    this.#exchanges = this.#exchanges.slice(this.#first)
    this.#first = 0
  }
}

function bytesOf(read: PreparedExchange): number {
  return read.exchange.request.body.length + sizeOf(read)
}

function sizeOf({ exchange: { response } }: PreparedExchange): number {
  return response?.body.length ?? 0
}

/** Whether both bodies are read as the same. */
function isBodyAlike(one: HttpResponse, other: HttpResponse): boolean {
  const typeOf = ({ headers }: HttpResponse) => headerValue(headers, 'content-type')
  return one.omittedBodyBytes === other.omittedBodyBytes && typeOf(one) === typeOf(other) && isEqualBytes(one.body, other.body)
}

/** Reads an exchange for replay; undefined when it proves nothing: the service did not answer in full, or the request was not kept whole. */
export function prepareExchange(exchange: Exchange, rewrite: RewriteText, kept?: KeptReadings): PreparedExchange | undefined {
  const { response, failure, request } = exchange
  if (response === undefined || failure !== undefined || request.omittedBodyBytes !== undefined) return undefined
  return new PreparedExchange(exchange, rewrite, kept)
}

/** A request with the texts of its headers and body rewritten; the same one when none changes. */
export function rewriteRequest(request: HttpRequest, rewrite: RewriteText): HttpRequest {
  const headers = rewriteHeaders(request.headers, rewrite)
  const text = request.body.length === 0 ? undefined : decodeText(request.body)
  const rewritten = text === undefined ? undefined : rewrite(text)
  if (rewritten === text) return headers === request.headers ? request : { ...request, headers }
  return { ...request, headers, body: new TextEncoder().encode(rewritten) }
}
