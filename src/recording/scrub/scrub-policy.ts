/** What to scrub besides the built-in rules, and what to leave. */
export interface ScrubPolicy {
  /** Built-in rules that are switched off, by name. */
  readonly off: ReadonlySet<string>
  /** In order; the first that matches decides. */
  readonly rules: readonly ScrubRule[]
  readonly allow: ScrubAllowance
}

/** What no rule touches. */
export interface ScrubAllowance {
  /** Exact values, e.g. a vendor's published test card. */
  readonly values: ReadonlySet<string>
  /** Names of keys, parameters, headers and cookies, in lower case. */
  readonly names: ReadonlySet<string>
}

export interface ScrubRule {
  readonly name: string
  readonly match: ScrubMatch
  readonly action: ScrubAction
}

/** `header`, `query` and `key` hold names in lower case. */
export type ScrubMatch =
  | { readonly kind: 'header' | 'query' | 'key'; readonly name: string }
  /** Tested on a path such as `.items[].owner.name`. */
  | { readonly kind: 'json'; readonly path: RegExp }
  /** Global; checked to run in linear time. */
  | { readonly kind: 'regex'; readonly pattern: RegExp }

/** `token`: a stable stand-in; `redact`: letters and digits all alike; `keep`: no rule touches it; `drop`: name and value go. */
export type ScrubAction = 'token' | 'redact' | 'keep' | 'drop'

/** The built-in rules and nothing else. */
export const defaultScrubPolicy: ScrubPolicy = { off: new Set(), rules: [], allow: { values: new Set(), names: new Set() } }
