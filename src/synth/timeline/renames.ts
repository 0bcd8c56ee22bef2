import { isRead, isSuccess } from '../call.ts'
import type { Timeline } from './timeline.ts'
import { endsInSpace, isAliveAt } from './track.ts'

/** Ends the lives of entities under their old keys: a write to the path of one answered with another key, and the old one is shown no more. */
export function endRenamed(timeline: Timeline): void {
  for (const collection of timeline.collections) {
    for (const track of timeline.allTracks(collection.name)) {
      const call = track.bornBy
      if (!call || isRead(call) || !isSuccess(call) || !endsInSpace(call.route, collection)) continue
      const named = Object.values(call.path).at(-1)
      if (named === undefined || named === String(track.parts.at(-1))) continue
      const old = timeline
        .tracks(collection.name, track.session)
        .find((other) => other !== track && String(other.parts.at(-1)) === named && isAliveAt(other, call.index - 1))
      if (old && !old.diedBy && !old.shown.some(({ at }) => at >= call.index)) old.diedBy = call
    }
  }
}
