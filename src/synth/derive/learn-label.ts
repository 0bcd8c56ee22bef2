import type { Json } from '#base'
import { printLiteral, printMember } from '#lang'
import type { DerivedReading } from './derived-readings.ts'
import type { DerivedRule } from './learn-join.ts'

const labelsMin = 2
const labelsMax = 20
const likeMin = 0.5

/**
 * Explains a text that says for people what another field says in a word of the service's: `To do` of what is `todo`, `In progress` of
 * `in_progress`. Most of them have the letters of their words; a word without a known one is written as a label.
 */
export function learnLabel(readings: readonly DerivedReading[], path: string): DerivedRule | undefined {
  if (path.includes('.') || readings.some(({ target }) => typeof target !== 'string')) return undefined
  const names = new Set(readings.flatMap(({ self }) => Object.keys(self)).filter((name) => name !== path))
  for (const name of names) {
    const table = readTable(readings, name)
    if (!table) continue
    const word = `self${printMember(name)}`
    const known = `get(${printLiteral(Object.fromEntries(table) as { readonly [key: string]: Json })}, ${word})`
    return { text: `coalesce(${known}, capitalize(replace(${word}, "_", " ")))`, hits: readings.length }
  }
  return undefined
}

/** The labels by their words, where each word has one and most are alike. */
function readTable(readings: readonly DerivedReading[], name: string): Map<string, string> | undefined {
  const table = new Map<string, string>()
  for (const { self, target } of readings) {
    const word = self[name]
    if (typeof word !== 'string') return undefined
    const label = table.get(word)
    if (label !== undefined && label !== target) return undefined
    table.set(word, target as string)
  }
  const rows = [...table]
  const alike = rows.filter(([word, label]) => lettersOf(word) === lettersOf(label) && lettersOf(word) !== '').length
  const isSame = rows.every(([word, label]) => word === label)
  const isTable = table.size >= labelsMin && table.size <= labelsMax && new Set(table.values()).size === table.size
  return isTable && !isSame && alike >= rows.length * likeMin ? table : undefined
}

function lettersOf(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
}
