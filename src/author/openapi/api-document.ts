import type { JsonObject } from '#base'
import type { JsonSchema } from '#json-schema'

/** What an OpenAPI document says, with its references followed and its schemas in the form of the model. */
export interface ApiDocument {
  readonly title: string
  /** Address of the first server, without a trailing slash; undefined where the document has none that is whole. */
  readonly serverUrl: string | undefined
  readonly operations: readonly ApiOperation[]
  /** By name; those that operations use, and what these refer to. */
  readonly schemas: Record<string, JsonSchema>
  readonly securitySchemes: Readonly<Record<string, JsonObject>>
  readonly webhooks: readonly ApiEvent[]
}

export interface ApiOperation {
  /** Unique: its `operationId`, or method and path. */
  readonly id: string
  readonly method: string
  /** The path as the document writes it, without that of the server. */
  readonly written: string
  /** The pattern of a route: names of parameters are letters, digits and `_`; a last one that takes several parts is `{name+}`. */
  readonly path: string
  /** The parts of the path; a parameter is `{name}`. */
  readonly segments: readonly string[]
  readonly parameters: readonly ApiParameter[]
  readonly body: ApiBody | undefined
  /** By status as it is written: `200`, `4XX`, `default`. */
  readonly responses: ReadonlyMap<string, ApiResponse>
  /** Any of these will do; each names schemes that are all needed. Empty: anybody may. */
  readonly security: readonly (readonly string[])[]
  readonly callbacks: readonly ApiCallback[]
}

export interface ApiParameter {
  readonly name: string
  readonly in: 'query' | 'path' | 'header' | 'cookie'
  readonly required: boolean
  readonly schema: JsonSchema
  /** Whether its value may be several parts of the path (`heads/main`): `allowReserved` of OpenAPI 3.2, `x-multi-segment` before. */
  readonly spansSegments: boolean
}

export interface ApiContent {
  /** Without parameters: `application/json`. */
  readonly mediaType: string
  /** Other media types that the document offers here. */
  readonly others: readonly string[]
  /** Name of the schema; undefined where nothing is said of the content. */
  readonly schema: string | undefined
}

export interface ApiBody extends ApiContent {
  readonly required: boolean
}

export interface ApiResponse {
  readonly content: ApiContent | undefined
  /** Names of the schemas of headers that are declared, by lower-case name. */
  readonly headers: ReadonlyMap<string, { readonly name: string; readonly schema: string; readonly required: boolean }>
}

/** A request that the service makes. */
export interface ApiEvent {
  readonly name: string
  /** Name of the schema of what it sends. */
  readonly schema: string | undefined
}

export interface ApiCallback extends ApiEvent {
  /** Where it goes, as the document writes it: `{$request.body#/callbackUrl}`. */
  readonly url: string
}
