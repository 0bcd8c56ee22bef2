/** Something about someone's input, evidence or service: returned, never thrown; many at once. */
export interface Finding {
  /** Stable, kebab-case. */
  readonly code: string
  readonly severity: 'error' | 'warning' | 'info'
  readonly message: string
  /** File, route or field it is about. */
  readonly place?: string
  readonly help?: string
}
