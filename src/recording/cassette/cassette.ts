import type { HarEntry } from '../har/har-schema.ts'

export interface CassetteOptions {
  /** Base URL of the service, without a trailing slash. */
  readonly baseUrl: string
  /** When the first exchange is said to have been, where the file says nothing of times; ms since 1970. */
  readonly atMs: number
}

export interface CassetteEntries {
  readonly entries: readonly HarEntry[]
  /** What was left out, and why. */
  readonly notes: readonly string[]
}

/** Reads what another tool has recorded; `problem` says why the text is none of its files. */
export type ReadCassette = (text: string, options: CassetteOptions) => CassetteEntries | { readonly problem: string }
