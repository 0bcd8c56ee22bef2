import { readNumberedKey } from './numbered-key.ts'
import type { Timeline } from './timeline.ts'
import { isAliveAt, type Track } from './track.ts'

/**
 * Whether new keys are one more than the largest of the living, rather than one more than the last that was given out. The two differ
 * after the newest was deleted: only such births speak.
 */
export function countsFromLargest(timeline: Timeline, collection: string, start: number): boolean {
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
  return reused > passed
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
