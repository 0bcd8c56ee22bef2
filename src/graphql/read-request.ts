import type { JsonObject } from '#base'
import { parseJson } from '#base'
import { isList, isObject, type Value } from '#lang'

/** One operation as a client sends it. */
export interface GraphqlRequest {
  /** Undefined when only the hash of a document that is known already was sent. */
  readonly document: string | undefined
  readonly hash: string | undefined
  readonly operationName: string | undefined
  readonly variables: JsonObject
}

export interface GraphqlRequests {
  readonly requests: readonly GraphqlRequest[]
  /** They came in a list, and are answered in one. */
  readonly isBatch: boolean
}

/** The operations that a request holds: one, or (`isBatch`) a list of them; undefined when it holds none. */
export function readGraphql(body: Value, query: JsonObject): GraphqlRequests | undefined {
  if (isList(body)) {
    const requests = body.map(readOne)
    return requests.length > 0 && requests.every((request) => request !== undefined) ? { requests, isBatch: true } : undefined
  }
  const request = readOne(isObject(body) ? body : query)
  return request && { requests: [request], isBatch: false }
}

function readOne(value: Value): GraphqlRequest | undefined {
  if (!isObject(value)) return undefined
  const document = typeof value.query === 'string' ? value.query : undefined
  const hash = hashOf(asObject(value.extensions))
  if (document === undefined && hash === undefined) return undefined
  const operationName = typeof value.operationName === 'string' && value.operationName !== '' ? value.operationName : undefined
  return { document, hash, operationName, variables: asObject(value.variables) }
}

/** In a query string, maps come as JSON. */
function asObject(value: Value): JsonObject {
  const parsed = typeof value === 'string' ? parseJson(value) : value
  return isObject(parsed) ? parsed : {}
}

function hashOf(extensions: JsonObject): string | undefined {
  const { persistedQuery } = extensions
  return isObject(persistedQuery) && typeof persistedQuery.sha256Hash === 'string' ? persistedQuery.sha256Hash : undefined
}

/** Whether a text reads like a GraphQL document. */
export function looksLikeDocument(text: string): boolean {
  return /^\s*(#[^\n]*\n\s*)*(\{|(query|mutation|subscription|fragment)\b)/.test(text)
}
