import { looksRandom } from '#compare'

/** The path of a target with `*` for every segment that is a number or reads like an id, without the query. */
export function placePattern(target: string): string {
  const path = target.split('?', 1)[0] as string
  return path
    .split('/')
    .map((segment) => (isId(segment) ? '*' : segment))
    .join('/')
}

function isId(segment: string): boolean {
  return /^\d+$/.test(segment) || looksRandom(segment) || segment.split(/[^0-9A-Za-z]/).some(looksRandom)
}
