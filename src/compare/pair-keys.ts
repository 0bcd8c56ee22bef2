import type { JsonObject } from '#base'
import { looksRandom } from './looks-random.ts'
import { isSameFormat } from './same-format.ts'
import type { Scope } from './scope.ts'

/**
 * The actual key that stands for each expected key which is not there under its own name: keys may be minted ids. A minted key that is new
 * is paired with the first new one of its format, and learned.
 */
export function pairKeys(expected: JsonObject, actual: JsonObject, scope: Scope): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>()
  const free = Object.keys(actual).filter((key) => !Object.hasOwn(expected, key))
  for (const key in expected) {
    if (Object.hasOwn(actual, key)) continue
    const name = scope.correspondence.text(key)
    const place = free.findIndex((candidate) => candidate === name || (name === key && isMintedAlike(key, candidate, scope)))
    if (place === -1) continue
    const [found] = free.splice(place, 1) as [string]
    if (found !== name) scope.correspondence.learnPiece(key, found)
    pairs.set(key, found)
  }
  return pairs
}

function isMintedAlike(key: string, candidate: string, scope: Scope): boolean {
  return looksRandom(key) && scope.origins.isMinted(key) && isSameFormat(key, candidate)
}
