import type { Variant } from '#model'
import type { Route } from '../call.ts'

export interface LearnedRoute {
  readonly route: Route
  readonly variants: readonly Variant[]
  /** How many of the first variants refuse for want of a known credential. */
  readonly credentials: number
  readonly notes: readonly string[]
}
