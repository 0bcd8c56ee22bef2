import type { Json, WrittenFractions } from '#base'
import type { RequestView } from '#engine'
import type { Selection } from '#graphql'
import { isObject, type Value } from '#lang'
import type { XmlLayout } from '#xml'
import type { GraphSubject } from './graphql/find-subjects.ts'
import type { Idempotency } from './idempotency/find-repeats.ts'

/** How a recorded body was written. */
export interface RecordedBody {
  readonly encoding: 'json' | 'xml' | 'text' | 'base64' | 'none'
  readonly value: Value
  readonly indent?: number
  readonly newline?: boolean
  /** How XML is laid out. */
  readonly layout?: XmlLayout
  /** Keys whose whole numbers are written with a fraction, `275.0`, and those whose are not. */
  readonly fractions?: WrittenFractions
}

/** One exchange as the learner sees it: decoded, own addresses masked. */
export interface Call {
  readonly session: number
  /** Place within the session. */
  readonly index: number
  /** Among all that passed in the session, webhooks included; known of recorded calls. */
  readonly place?: number
  readonly startedAtMs: number
  readonly endedAtMs: number
  request: RequestView
  readonly status: number
  /** Names as on the wire. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: RecordedBody
  /** Set by the pass `routes`. */
  route: Route
  path: Readonly<Record<string, string>>
  /** Set where the call is one field of a GraphQL operation: the arguments are its body. */
  readonly field?: FieldCall
  /** Set where the path stands for several operations: `request` is then as if each had a path of its own. */
  operation?: OperationCall
  /** The status says success, and the body that the call failed. */
  readonly isRefused?: boolean
  /** The call with this index had run when the answer was made; set for fields within answers. */
  readonly shownAt?: number
  /** The tokens of pages that were put in the place of the service's own: set by the pass `page-tokens`. */
  readonly tokens?: PageTokens
  /** Where the call is a list of small requests, which are calls of their own: set by the pass `bulk`. */
  readonly bulk?: Bulk
  /** Where the call is an item of a bulk request: its place in the list, from 0. */
  readonly itemAt?: number
  /** It repeats an earlier request by the name that both bring, and did nothing: set by `findRepeats`. */
  isRepeated?: true
}

/** Tokens that stand for members of lists (see `tokenOf`). */
export interface PageTokens {
  readonly shape: string
  readonly texts: ReadonlySet<string>
  /** The same place is never told by the same token again. */
  readonly isFresh: boolean
}

/** One field of the root of a GraphQL operation. */
export interface FieldCall {
  /** Segments of the path at which GraphQL is spoken. */
  readonly endpoint: readonly string[]
  /** `document` stands for a document that was refused before any field was asked. */
  readonly kind: 'query' | 'mutation' | 'subscription' | 'document'
  readonly name: string
  readonly selection: Selection | undefined
}

/** Which of several operations a call is. */
export interface OperationCall {
  readonly name: string
  /** The request as it was sent. */
  readonly from: RequestView
  /** Whether the service knows an operation of this name. */
  readonly isKnown?: boolean
  /** The place of the key that the operation is about, shared by all operations on its kind (`/jsonrpc/{gid}`); it is the last segment. */
  readonly space?: string
}

/** A list in a request, and the list of answers to its items. */
export interface Bulk {
  /** Expression of the list in the request. */
  readonly source: string
  /** Keys that lead to the list in the answer; in `body` that list is left empty. */
  readonly path: readonly string[]
  readonly answers: readonly Json[]
  /** The route of the items. */
  readonly items: Route
}

/** A method and path pattern with its calls. */
export interface Route {
  readonly method: string
  readonly pattern: string
  readonly segments: readonly RouteSegment[]
  readonly calls: Call[]
  /** The entities that the calls of a GraphQL field are about. */
  subjects?: readonly GraphSubject[]
  /** How requests that come again are told, where they are: they are none of its calls. */
  idempotency?: Idempotency
  /** Its calls are the items of bulk requests. */
  readonly isPart?: boolean
}

export interface RouteSegment {
  /** Literal text; undefined for a parameter. */
  readonly literal?: string
  /** Name of the parameter. */
  readonly parameter?: string
  readonly suffix?: string
  /** The parameter is all that follows in the path, one segment or more. */
  readonly rest?: true
  /** Identifies the place of the parameter in the tree of paths, over all routes: `/issues/{}`. */
  readonly space?: string
  /** Value of a parameter that the path does not hold: it stands for one thing, which has this name. */
  readonly fixed?: string
  /** It is the last, and a slash follows it in paths. */
  readonly slash?: true
}

/** Whether a body was read to a value with parts. */
export function isStructured({ encoding }: RecordedBody): boolean {
  return encoding === 'json' || encoding === 'xml'
}

export function isSuccess(call: Call): boolean {
  return call.status >= 200 && call.status < 300 && call.isRefused !== true
}

export function isRead(call: Call): boolean {
  return call.request.method === 'GET' || call.request.method === 'HEAD' || call.request.method === 'OPTIONS'
}

/**
 * What kind of thing a write did, as far as one can tell before any rule is known: its route, how it ended, and the words that its query says. What
 * one of a kind takes or moves the others most likely do, too.
 */
export function writeKind({ route, status, isRefused, body: { value }, request: { query } }: Call): string {
  const type = isObject(value) && typeof value['__typename'] === 'string' ? value['__typename'] : ''
  const words = Object.entries(query).flatMap(([name, said]) =>
    typeof said === 'string' && /^[A-Za-z_-]+$/.test(said) ? [`${name}=${said}`] : [],
  )
  return [route.method, route.pattern, status, isRefused ? 'refused' : '', type, ...words.sort()].join(' ')
}

/** One text for a value, the same for equal values (keys of maps in any order). */
export function valueKey(value: Value): string {
  if (value === undefined) return 'absent'
  if (typeof value === 'bigint') return `${value}n`
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(valueKey).join(',')}]`
  const object = value as { readonly [key: string]: Json }
  return `{${Object.keys(object)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${valueKey(object[key])}`)
    .join(',')}}`
}
