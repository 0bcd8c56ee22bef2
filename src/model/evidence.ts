/** What a model rests on, kept beside it so that the model stays small. */
export interface Evidence {
  readonly format: 'doppel-evidence/1'
  /** Ids of the sessions that were learned from, in order. */
  readonly sessions: readonly string[]
  /** Exchanges with an answer, by route (`GET /orders/{id}`). */
  readonly exchanges: number
  /** What the model does not explain, by route; routes that are explained whole are left out. */
  readonly unexplained: Readonly<Record<string, readonly string[]>>
}
