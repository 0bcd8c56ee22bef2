/** A transition as the route makes it. */
export interface Move {
  readonly entity: string
  readonly from: readonly string[]
  readonly to: string
  /** Which requests to the route; all of them where it is left out. */
  readonly when?: string | undefined
}
