import type { Shape } from './shape.ts'

/** What clients of a service can rely on, as a model or recordings tell. */
export interface Contract {
  /** By `METHOD /path`, parameters as `{}`: their names don't matter. */
  readonly routes: ReadonlyMap<string, RouteContract>
  /** What is not in it may be there all the same: recordings show what was asked only. */
  readonly isPartial: boolean
}

export interface RouteContract {
  /** As the source writes it: `GET /orders/{order_id}`. */
  readonly route: string
  readonly answers: ReadonlyMap<number, AnswerContract>
  readonly request: RequestContract
}

export interface AnswerContract {
  /** Undefined when there is no body. */
  readonly body: Shape | undefined
  /** What came to the same question, where recordings are the source: what is asked for often decides which fields there are. */
  readonly bodies?: ReadonlyMap<string, Shape>
  /** Headers that a client acts on and that were always there, with the media type alone of `content-type`; names in lower case. */
  readonly headers: ReadonlyMap<string, string | undefined>
}

export interface RequestContract {
  readonly query: ReadonlySet<string>
  /** Fields of the body by path, `customer.email`. */
  readonly fields: ReadonlyMap<string, RequestField>
}

export interface RequestField {
  /** Whether a request without it is refused; undefined when that is not known. */
  readonly isRequired: boolean | undefined
  /** What is accepted. */
  readonly shape: Shape
}

/** The key of a route in a contract. */
export function routeKey(method: string, path: string): string {
  return `${method} ${path.replace(/\{[^}]*\}/g, '{}')}`
}
