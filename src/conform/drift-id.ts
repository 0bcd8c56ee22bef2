import { fingerprint, type Json } from '#base'
import { type Divergence, isClockReading, looksRandom, replacePieces } from '#compare'
import { generalPath } from './general-path.ts'
import { placePattern } from './place-pattern.ts'

/** Longest part of a value that is looked at. */
const lengthMax = 400

/** Names a divergence by route, path, category and values, so that it can be cited: the same in every run, whatever ids were minted in it. */
export function driftId(route: string, divergence: Divergence): string {
  const { path, category, expected, actual } = divergence
  // of what each run mints anew, there is nothing to cite but that it is wrong
  const isMinted = category === 'symbol_inconsistent' || category === 'format_mismatch'
  const values = isMinted ? [] : [printStable(expected), printStable(actual)]
  return `drift-${fingerprint([placePattern(route), generalPath(path), category, ...values].join('\n'))}`
}

/** The value as text, with `#` for all that is minted or read from a clock. */
function printStable(value: Json | undefined): string {
  if (value === undefined) return ''
  const text = JSON.stringify(value, (_key, element: unknown) => (typeof element === 'bigint' ? String(element) : element))
  return replacePieces(text.slice(0, lengthMax), (piece) => (looksRandom(piece) || isClockReading(piece) ? '#' : piece))
}
