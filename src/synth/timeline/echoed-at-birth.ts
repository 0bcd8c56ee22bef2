import { equal, isObject } from '#lang'
import { valueKey } from '../call.ts'
import type { Track } from './track.ts'

/**
 * Fields that entities got from the requests that made them, under the same name and every time that one was sent; with how many values were
 * sent.
 */
export function echoedAtBirth(tracks: readonly Track[]): Map<string, number> {
  const echoed = new Map<string, Set<string>>()
  const broken = new Set<string>()
  for (const { bornBy, versions } of tracks) {
    const first = versions[0]
    if (!bornBy || !first) continue
    const { body } = bornBy.request
    const sent = [body, ...(isObject(body) ? Object.values(body) : [])].filter(isObject)
    for (const [field, value] of Object.entries(first.value)) {
      const source = sent.find((map) => Object.hasOwn(map, field))
      if (!source || first.unknown.has(field)) continue
      if (!equal(source[field], value)) broken.add(field)
      else echoed.set(field, (echoed.get(field) ?? new Set()).add(valueKey(value)))
    }
  }
  return new Map([...echoed].flatMap(([field, values]) => (broken.has(field) ? [] : [[field, values.size]])))
}
