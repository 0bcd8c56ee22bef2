import { readNumberedKey } from './numbered-key.ts'
import type { Timeline } from './timeline.ts'
import { isAliveAt, type Track } from './track.ts'

/** What births after the deletion of the newest entity say: the number came again, or was passed over. */
export interface Recounts {
  readonly reused: number
  readonly passed: number
}

/**
 * How often new keys were one more than the largest of the living, and how often one more than the last that was given out, where the two
 * differ: after the newest was deleted.
 */
export function countRecounts(timeline: Timeline, collection: string, start: number): Recounts {
  let reused = 0
  let passed = 0
  for (const session of timeline.sessions.keys()) {
    const tracks = timeline.tracks(collection, session)
    let last = start - 1
    for (const { number, at } of births(tracks)) {
      const largest = Math.max(start - 1, ...tracks.filter((track) => isAliveAt(track, at - 1)).flatMap(numberOf))
      // An entity that was there before and never shown may be larger: then neither says anything.
      if (largest < last) {
        if (number === largest + 1) reused++
        else if (number > last) passed++
      }
      last = Math.max(last, number)
      if (number === largest + 1) last = number
    }
  }
  return { reused, passed }
}

/** Whether the first number that is given out follows on that of an entity that was there before: where none is left, it is another one. */
export function followsOnFixtures(timeline: Timeline, collection: string, start: number): boolean {
  return [...timeline.sessions.keys()].some((session) => {
    const tracks = timeline.tracks(collection, session)
    const [first] = births(tracks)
    return first?.number === start && tracks.some((track) => isAliveAt(track, first.at - 1) && numberOf(track)[0] === start - 1)
  })
}

function births(tracks: readonly Track[]): { number: number; at: number }[] {
  return tracks
    .flatMap((track) => numberOf(track).map((number) => ({ number, at: track.bornBy?.index ?? -1 })))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at || a.number - b.number)
}

function numberOf(track: Track): number[] {
  const key = track.parts.at(-1)
  const number = typeof key === 'string' ? readNumberedKey(key)?.number : key
  return typeof number === 'number' && Number.isInteger(number) ? [number] : []
}
