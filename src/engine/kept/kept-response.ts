import { type HeaderList, type HttpResponse, printLatin1 } from '#http'

/** A response in memory of its own, ready to be sent. A class, so that a copy with another body has no bytes of this one at hand. */
export class KeptResponse implements HttpResponse {
  readonly status: number
  readonly headers: HeaderList
  readonly body: Uint8Array
  readonly #latin1: string

  constructor({ status, headers, body }: HttpResponse) {
    this.status = status
    this.headers = headers
    this.body = body.slice()
    this.#latin1 = printLatin1(body)
  }

  get latin1(): string {
    return this.#latin1
  }
}
