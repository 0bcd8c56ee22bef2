import { memoize } from '#base'
import { looksRandom } from '#compare'

/** The path of a target with `*` for every segment that is a number or reads like an id, without the query. */
export function placePattern(target: string): string {
  const mark = target.indexOf('?')
  return ofPath(mark === -1 ? target : target.slice(0, mark))
}

/** One path is asked again and again. */
const ofPath = memoize((path: string) =>
  path
    .split('/')
    .map((segment) => (isId(segment) ? '*' : segment))
    .join('/'),
)

function isId(segment: string): boolean {
  return /^\d+$/.test(segment) || looksRandom(segment) || segment.split(/[^0-9A-Za-z]/).some(looksRandom)
}
