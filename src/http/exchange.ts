/** Headers in the order and spelling in which they were on the wire; a name may come more than once. */
export type HeaderList = readonly (readonly [name: string, value: string])[]

export interface HttpRequest {
  /** Upper case as on the wire, e.g. `GET`. */
  readonly method: string
  /** Origin form: path and query as on the wire, e.g. `/orders?limit=2`. Never decoded, never normalised. */
  readonly target: string
  readonly headers: HeaderList
  /** The body as the client sent it, still encoded if it has a content-encoding; empty when there was none. */
  readonly body: Uint8Array
  /** The body decoded as UTF-8, where somebody holds that at hand and it is valid. */
  readonly utf8?: string | undefined
  /** Set when the body was too big to be kept: `body` is empty, and this many bytes passed. */
  readonly omittedBodyBytes?: number
  readonly trailers?: HeaderList
}

export interface HttpResponse {
  readonly status: number
  readonly headers: HeaderList
  /** As on the wire without transfer-encoding, still encoded if it has a content-encoding. */
  readonly body: Uint8Array
  /** The same bytes, each as the character of its number (Latin-1), where somebody holds that at hand: it is sent faster. */
  readonly latin1?: string
  /** Set when the body was too big to be kept: `body` is empty, and this many bytes passed. */
  readonly omittedBodyBytes?: number
  readonly trailers?: HeaderList
}

/** Why an exchange has no complete response. */
export type ExchangeFailure =
  | { readonly kind: 'upstream-unreachable' | 'upstream-reset' | 'upstream-timeout'; readonly message: string }
  | { readonly kind: 'client-abort' | 'recorder-stopped'; readonly message: string }

/** One request and what came back, with its place in time within its session. */
export interface Exchange {
  /** 0, 1, 2 … in the order in which the requests of the session arrived. */
  readonly index: number
  /** When the request line had arrived, and when the last byte of the answer had left; ms since 1970, UTC. */
  readonly startedAtMs: number
  readonly endedAtMs: number
  readonly request: HttpRequest
  /** As far as it came; undefined when nothing came. */
  readonly response?: HttpResponse
  readonly failure?: ExchangeFailure
  /** A webhook: the service sent the request, and the client's side answered. */
  readonly isDelivery?: true
}
