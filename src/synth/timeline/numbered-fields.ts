import type { Json } from '#base'
import type { WriteCount } from './count-writes.ts'
import type { Birth } from './spent-numbers.ts'
import type { Timeline } from './timeline.ts'
import type { Track } from './track.ts'

/** Fewer numbers say nothing of how they are counted. */
const birthsMin = 4

/** A field that new entities get numbers in which go up, beside the key. */
export interface NumberedField {
  /** The collection and the field, as sequences are named. */
  readonly name: string
  readonly parents: readonly string[]
  readonly sessions: readonly (readonly (Birth & { readonly parents: string })[])[]
}

/**
 * The fields of a collection, other than its key, whose whole numbers are another for each new entity, go up as they are made, and never change; not
 * those of a number that counts all writes.
 */
export function numberedFields(timeline: Timeline, collection: string, writeCount?: WriteCount): NumberedField[] {
  const tracks = timeline.allTracks(collection).filter(({ bornBy }) => bornBy)
  const fields = new Set(tracks.flatMap(({ versions }) => versions.flatMap(({ value }) => Object.keys(value))))
  return [...fields].flatMap((field): NumberedField[] => {
    const shown = tracks.map((track) => ({ track, number: numberOf(track, field), located: locatedNumber(track) }))
    const isLocated = shown.every(({ number, located }) => number === undefined || number === located)
    const numbered = shown.map(({ track, number, located }) => ({ track, number: isLocated ? located : number }))
    const known = shown.filter(({ number }) => number !== undefined)
    // What counts all writes is told by that.
    if (known.every(({ track: { bornBy }, number }) => bornBy && writeCount?.after(bornBy) === number)) return []
    if (numbered.some(({ track, number }) => number === null || number === track.parts.at(-1))) return []
    const sessions = timeline.sessions.map((_, session) =>
      numbered
        .flatMap(({ track, number }) =>
          track.session === session && typeof number === 'number' ? [{ at: track.bornBy?.index ?? -1, number, parents: '' }] : [],
        )
        .sort((a, b) => a.at - b.at || a.number - b.number),
    )
    const isRising = sessions.every((births) => births.every(({ number }, at) => at === 0 || number > (births[at - 1]?.number ?? number)))
    if (!isRising || sessions.flat().length < birthsMin || sessions.every(({ length }) => length < 2)) return []
    return [{ name: `${collection}.${field}`, parents: [], sessions }]
  })
}

/** The number at the end of the address that the answer to the call that made it gave it. */
function locatedNumber({ bornBy }: Track): number | undefined {
  const location = bornBy?.headers.find(([name]) => name.toLowerCase() === 'location')?.[1]
  const digits = /\/(\d{1,15})$/.exec(location ?? '')?.[1]
  return digits === undefined ? undefined : Number(digits)
}

/** The number that a field holds all the time; undefined where none is known, null where it holds something else. */
function numberOf({ versions }: Track, field: string): number | undefined | null {
  const values = new Set(
    versions.flatMap(({ value, unknown }): Json[] => (unknown.has(field) ? [] : ([value[field] ?? []].flat() as Json[]))),
  )
  const [first] = values
  if (values.size === 0) return undefined
  return values.size === 1 && typeof first === 'number' && Number.isInteger(first) ? first : null
}
