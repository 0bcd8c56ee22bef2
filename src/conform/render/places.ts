/** A place in a file. */
export interface FilePlace {
  /** From the workspace's folder, with `/`. */
  readonly file: string
  /** From 1. */
  readonly line?: number
}

/** Where what a report speaks of lies as files, for those who open it there. */
export interface ReportPlaces {
  /** Where the model says what the route does; the model itself where it has no such route. */
  ofRoute(route: string): FilePlace
  /** The recording of a session; undefined where there is none. */
  ofSession(session: string): FilePlace | undefined
}
