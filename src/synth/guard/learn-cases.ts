import { mayBeChance } from '../doubt/chance.ts'
import type { ExplainContext } from '../explain/explanation-context.ts'
import type { Scope } from '../explain/scope.ts'
import { buildTable, type Row } from './build-table.ts'
import { conjunctions } from './conjunctions.ts'
import { sampleMax } from './find-predicate.ts'
import type { Example } from './learn-decisions.ts'
import { proposePredicates } from './propose-predicates.ts'

export interface Case<L> {
  readonly label: L
  readonly when: string
  /** Examples of the label that it explains. */
  readonly covers: number
}

export interface Cases<L> {
  /** The first that holds gives the label. */
  readonly rules: readonly Case<L>[]
  /** Examples that the list gives another label. */
  readonly misses: number
  /** Examples that come to the end of the list, and are labelled as what comes out there. */
  readonly left: number
}

/**
 * Learns which value goes with which scope as a list of cases. Greedy: the test that covers most of one label and nothing
 * of the others comes first; literals need more evidence than tests that mean something.
 */
export function learnCases<L>(examples: readonly Example<L>[], fallback: L, context: ExplainContext): Cases<L> {
  const labels = [...new Set(examples.map(({ label }) => label))].filter((label) => label !== fallback)
  if (labels.length === 0) return { rules: [], misses: 0, left: examples.length }
  const sample = [...labels, fallback]
    .flatMap((label) => examples.filter((example) => example.label === label).slice(0, sampleMax))
    .map(({ scope }) => scope)
  const proposals = proposePredicates(sample, sample, context)
  const table = buildTable(proposals, examples, (at) => examples[at]?.label !== fallback, context.scopes)
  const cases = coverCases(examples, fallback, table)
  for (const { when } of cases.rules) if (isChance(when, examples, proposals.length, context)) context.scopes.doubted.add(when)
  return cases
}

function isChance<L>(when: string, examples: readonly Example<L>[], tried: number, context: ExplainContext): boolean {
  const scopes = examples.map(({ scope }) => scope)
  const [holds, fails] = [true, false].map((side) => scopes.filter((scope) => (context.scopes.evaluate(when, scope) === true) === side))
  return mayBeChance(tried, holds as Scope[], fails as Scope[])
}

/** The same with the tests to choose from. */
export function coverCases<L>(examples: readonly Pick<Example<L>, 'label'>[], fallback: L, table: readonly Row[]): Cases<L> {
  const labels = [...new Set(examples.map(({ label }) => label))].filter((label) => label !== fallback)
  const rules: Case<L>[] = []
  const open = new Set(examples.keys())
  let wrong = 0
  for (;;) {
    const best = bestCase(examples, table, open, labels) ?? bestCase(examples, pairs(examples, table, open, labels), open, labels)
    if (!best) break
    rules.push({ label: best.label, when: best.row.predicate.text, covers: best.covers })
    for (const at of [...open]) {
      if (!best.row.holds[at]) continue
      if (examples[at]?.label !== best.label) wrong++
      open.delete(at)
    }
  }
  const left = [...open].filter((at) => examples[at]?.label === fallback).length
  return { rules, misses: wrong + open.size - left, left }
}

function bestCase<L>(
  examples: readonly Pick<Example<L>, 'label'>[],
  table: readonly Row[],
  open: ReadonlySet<number>,
  labels: readonly L[],
): { row: Row; label: L; covers: number } | undefined {
  let best: { row: Row; label: L; covers: number; score: number } | undefined
  for (const row of table) {
    const counts = new Map<L, number>()
    let total = 0
    for (const at of open) {
      if (!row.holds[at]) continue
      const label = examples[at]?.label as L
      counts.set(label, (counts.get(label) ?? 0) + 1)
      total++
    }
    for (const label of labels) {
      const covers = counts.get(label) ?? 0
      if (covers === 0 || total - covers > Math.floor(covers / 12) || (row.predicate.cost > 5 && covers < 2)) continue
      const score = covers * 4 - row.predicate.cost * 2
      if (!best || score > best.score || (score === best.score && row.predicate.text < best.row.predicate.text))
        best = { row, label, covers, score }
    }
  }
  return best
}

function pairs<L>(
  examples: readonly Pick<Example<L>, 'label'>[],
  table: readonly Row[],
  open: ReadonlySet<number>,
  labels: readonly L[],
): Row[] {
  return labels.flatMap((label) => {
    const mine = [...open].filter((at) => examples[at]?.label === label)
    if (mine.length < 2) return []
    const others = [...open].filter((at) => examples[at]?.label !== label)
    return conjunctions(table, new Set(mine), others)
  })
}
