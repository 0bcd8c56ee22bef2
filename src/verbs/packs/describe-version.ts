import type { CatalogueVersion } from '#pack'

/** A version of a twin in a catalogue, as a row: name, version, how good it is, what it is of. */
export function versionRow(name: string, { version, summary = '', service = '', figures }: CatalogueVersion): string[] {
  const score = figures?.heldOutBp === undefined ? '' : `${(figures.heldOutBp / 100).toFixed(1)} %`
  return [name, version, score, summary === '' ? service : summary]
}
