import type { Json, JsonObject } from '#base'
import { equal, isObject } from '#lang'
import type { Reading } from './read-instance.ts'

/** Readings of one entity in the order of the calls, each with how it came to be shown: the place, and what was asked for. */
export interface ShownReading extends Reading {
  readonly view: string
}

/**
 * Views that show a part of a nested map alone (`title: {rendered}` in lists, `title: {raw, rendered}` for editors) don't say that the rest of it
 * is gone. Gives the readings with those maps whole: what a view never shows is taken of the nearest reading that agrees in all that both show.
 */
export function completeNested<R extends ShownReading>(entities: Iterable<readonly R[]>): Map<R, R> {
  const all = [...entities]
  const unshown = partsUnshown(all)
  const completed = new Map<R, R>()
  if (unshown.size === 0) return completed
  for (const readings of all) {
    readings.forEach((reading, at) => {
      const value: Record<string, Json> = { ...reading.value }
      let isFilled = false
      for (const [field, own] of Object.entries(reading.value)) {
        const parts = isObject(own) ? unshown.get(viewOfField(reading, field)) : undefined
        const donor = parts && nearest(readings, at, field, own as JsonObject, parts)
        if (!parts || !donor) continue
        value[field] = { ...donor, ...(own as JsonObject) }
        isFilled = true
      }
      if (isFilled) completed.set(reading, { ...reading, value })
    })
  }
  return completed
}

function viewOfField({ view }: ShownReading, field: string): string {
  return `${view}\n${field}`
}

/** By view and field the keys of a nested map that the view never shows, though it shows entities that had them before. */
function partsUnshown(entities: readonly (readonly ShownReading[])[]): Map<string, Set<string>> {
  const shown = new Map<string, Set<string>>()
  for (const reading of entities.flat()) {
    for (const [field, value] of Object.entries(reading.value)) {
      if (!isObject(value)) continue
      const keys = shown.get(viewOfField(reading, field)) ?? new Set()
      shown.set(viewOfField(reading, field), keys)
      for (const key of Object.keys(value)) keys.add(key)
    }
  }
  const unshown = new Map<string, Set<string>>()
  for (const readings of entities) {
    const had = new Map<string, Set<string>>()
    for (const reading of readings) {
      for (const [field, value] of Object.entries(reading.value)) {
        if (!isObject(value)) continue
        const view = viewOfField(reading, field)
        const before = had.get(field) ?? new Set()
        had.set(field, before)
        for (const key of before) {
          if (shown.get(view)?.has(key)) continue
          const keys = unshown.get(view) ?? new Set()
          unshown.set(view, keys.add(key))
        }
        for (const key of Object.keys(value)) before.add(key)
      }
    }
  }
  return unshown
}

/** The map of the nearest reading, an earlier one first, that shows one of the parts and agrees in all that this one shows. */
function nearest(
  readings: readonly ShownReading[],
  at: number,
  field: string,
  own: JsonObject,
  parts: ReadonlySet<string>,
): JsonObject | undefined {
  const donorAt = (place: number): JsonObject | undefined => {
    const other = readings[place]?.value[field]
    if (!isObject(other) || !Object.keys(other).some((key) => parts.has(key))) return undefined
    return Object.entries(own).every(([key, value]) => !Object.hasOwn(other, key) || equal(other[key], value)) ? other : undefined
  }
  for (let far = 1; far < readings.length; far++) {
    const donor = donorAt(at - far) ?? donorAt(at + far)
    if (donor) return Object.fromEntries(Object.entries(donor).filter(([key]) => parts.has(key)))
  }
  return undefined
}
