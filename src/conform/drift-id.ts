import { fingerprint, type Json } from '#base'
import { type Divergence, looksRandom } from '#compare'
import { generalPath } from './general-path.ts'

/** Names a divergence by route, path, category and values, so that it can be cited: the same in every run, whatever ids were minted in it. */
export function driftId(route: string, divergence: Divergence): string {
  const { path, category, expected, actual } = divergence
  return `drift-${fingerprint([route, generalPath(path), category, printStable(expected), printStable(actual)].join('\n'))}`
}

function printStable(value: Json | undefined): string {
  if (value === undefined) return ''
  const text = JSON.stringify(value, (_key, element: unknown) => (typeof element === 'bigint' ? String(element) : element))
  return text
    .slice(0, 400)
    .replace(/\d{4}-\d\d-\d\d[T ][\d:.]+/g, '#')
    .replace(/[0-9A-Za-z]{6,}/g, (piece) => (looksRandom(piece) ? '#' : piece))
}
