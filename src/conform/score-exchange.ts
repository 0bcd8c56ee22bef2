import type { Divergence, Tally } from '#compare'
import type { Thresholds } from './thresholds.ts'

/** How right one answer is, in basis points. */
export interface ExchangeScore {
  readonly statusBp: number
  readonly structureBp: number
  readonly valuesBp: number
  readonly symbolsBp: number
  readonly headersBp: number
  /** The mean of structure, values, symbols and headers; 0 when the status is wrong or the twin had no answer. */
  readonly totalBp: number
}

/** One for all: most answers of most runs have it. */
const allRight: ExchangeScore = {
  statusBp: 10_000,
  structureBp: 10_000,
  valuesBp: 10_000,
  symbolsBp: 10_000,
  headersBp: 10_000,
  totalBp: 10_000,
}

const structural = new Set(['missing_field', 'extra_field', 'type_mismatch', 'array_length_mismatch', 'order_mismatch'])

/** Scores an answer by what was right in it (`tally`) and the divergences that count. */
export function scoreExchange(tally: Tally, divergences: readonly Divergence[]): ExchangeScore {
  const counted = divergences.filter(({ severity }) => severity === 'error')
  if (counted.length === 0) return allRight
  let structure = 0
  let values = 0
  let symbols = 0
  let headers = 0
  let hopeless = false
  for (const { category, leaves } of counted) {
    if (structural.has(category)) structure += leaves
    else if (category === 'header_mismatch') headers++
    else if (category === 'status_code_mismatch' || category === 'twin_miss' || category === 'no_answer') hopeless = true
    else values += leaves
    if (category === 'symbol_inconsistent') symbols++
  }
  const statusBp = hopeless ? 0 : 10_000
  const structureBp = hopeless ? 0 : share(tally.rightLeaves + values, structure)
  const valuesBp = hopeless ? 0 : share(tally.rightLeaves, values)
  const symbolsBp = hopeless ? 0 : share(tally.rightSymbols, symbols)
  const headersBp = hopeless ? 0 : share(tally.rightHeaders, headers)
  const totalBp = Math.floor((structureBp + valuesBp + symbolsBp + headersBp) / 4)
  return { statusBp, structureBp, valuesBp, symbolsBp, headersBp, totalBp }
}

/** Whether an exchange reaches every threshold. */
export function reaches(score: ExchangeScore, thresholds: Thresholds): boolean {
  if (thresholds.statusExactMatch && score.statusBp < 10_000) return false
  return (
    score.structureBp >= thresholds.bodyStructure * 10_000 &&
    score.valuesBp >= thresholds.bodyValues * 10_000 &&
    score.symbolsBp >= thresholds.symbolConsistency * 10_000 &&
    score.headersBp >= thresholds.headerConformance * 10_000
  )
}

/** In basis points, rounded down: 10000 means nothing wrong. */
function share(right: number, wrong: number): number {
  return wrong === 0 ? 10_000 : Math.floor((right / (right + wrong)) * 10_000)
}
