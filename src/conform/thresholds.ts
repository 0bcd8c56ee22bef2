/** What an exchange must reach in each part to pass; shares from 0 to 1. */
export interface Thresholds {
  readonly statusExactMatch: boolean
  readonly bodyStructure: number
  readonly bodyValues: number
  readonly symbolConsistency: number
  readonly headerConformance: number
}

export interface RouteThresholds {
  /** E.g. `POST /v1/charges` or `GET /users/*`. */
  readonly route: string
  readonly thresholds: Partial<Thresholds>
}

export const defaultThresholds: Thresholds = {
  statusExactMatch: true,
  bodyStructure: 0.9,
  bodyValues: 0.85,
  symbolConsistency: 1,
  headerConformance: 0.8,
}

/** Share of the exchanges of a session that must pass, and share of the sessions. */
export const defaultPassRates = { session: 0.95, run: 0.9 } as const
