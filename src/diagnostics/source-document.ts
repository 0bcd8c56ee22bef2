import type { Json } from '#base'

/** Keys and positions on the way to something in a file. */
export type SourcePath = readonly PropertyKey[]

/** A file that a person wrote: YAML, JSON, or TOML. */
export interface SourceDocument {
  readonly name: string
  readonly value: Json
  /** What is wrong with its syntax. */
  readonly errors: readonly { readonly place: string; readonly message: string }[]
  /** `routes.yaml:12:7`: where something is, or the innermost thing on the way to it that is there. */
  placeOf(path: SourcePath): string
}
