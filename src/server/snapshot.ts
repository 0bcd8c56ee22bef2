import type { TwinSession } from '#engine'
import type { ClockPosition } from '#state'
import type { Stage } from './stages/stage.ts'

/** So many snapshots a session may have: the entities of each are kept as long as it is. */
export const snapshotsMax = 100

/** A session as it was at a moment: never asked itself, only forked. */
export interface Snapshot {
  readonly session: TwinSession
  readonly clock: ClockPosition
  readonly requestCount: number
  readonly stages: readonly Stage[]
}
