import type { ApiOperation } from '../api-document.ts'
import type { ListPlace } from './list-place.ts'

/** Things that a service keeps: what stands under one path, each under a key. */
export interface Resource {
  /** Name of the collection. */
  readonly collection: string
  /** Names of the path's parameters that lead to it. */
  readonly scope: readonly string[]
  /** The last word of the path before what names one thing. */
  readonly word: string
  /** The parameter that names one thing; undefined where there is one only (`/settings`). */
  readonly parameter: string | undefined
  /** Whether what names one thing may be several parts of the path. */
  readonly spansSegments: boolean
  /** Field of the thing that the parameter is; undefined where it shows none. */
  readonly key: string | undefined
  /** Name of the schema of the thing. */
  readonly schema: string
  /** Schemas of its other showings, such as in lists. */
  readonly showings: readonly string[]
  /** Clients make such things: one that was not made is not there. */
  readonly isOwned: boolean
  /** Whether the document has a list of them. */
  readonly isListed: boolean
  /** The resource above whose things this one belongs to. */
  readonly parent: Resource | undefined
}

/** What an operation does to a resource. */
export type Role =
  | { readonly kind: 'list'; readonly resource: Resource; readonly place: ListPlace }
  | { readonly kind: 'create'; readonly resource: Resource }
  | { readonly kind: 'read'; readonly resource: Resource }
  /** `isWhole`: what is not sent is gone. `byBody`: the body says which thing. */
  | { readonly kind: 'update'; readonly resource: Resource; readonly isWhole: boolean; readonly byBody: boolean }
  | { readonly kind: 'delete'; readonly resource: Resource }
  /** Something is done to one thing, and it is shown. */
  | { readonly kind: 'act'; readonly resource: Resource }
  /** Nothing that is known. `parent` is the thing below whose path it stands. */
  | { readonly kind: 'other'; readonly parent: Resource | undefined }

export interface InferredOperation {
  readonly operation: ApiOperation
  readonly role: Role
}
