import type { ExplainContext } from './explain-scalar.ts'
import { type Predicate, proposePredicates } from './predicates.ts'
import type { Scope } from './scope.ts'

const sampleMax = 60

/** The cheapest test that holds in all of one group of scopes and in none of the other; undefined when there is none. */
export function findPredicate(holds: readonly Scope[], fails: readonly Scope[], context: ExplainContext): string | undefined {
  if (holds.length === 0 || fails.length === 0) return undefined
  const proposals = proposePredicates([...holds.slice(0, sampleMax), ...fails.slice(0, sampleMax)], context)
  let best: Predicate | undefined
  for (const predicate of proposals) {
    if (best && predicate.cost >= best.cost) continue
    // A literal that was seen once proves nothing.
    if (predicate.cost > 5 && holds.length < 2) continue
    const separates =
      holds.every((scope) => context.scopes.evaluate(predicate.text, scope) === true) && fails.every((scope) => context.scopes.evaluate(predicate.text, scope) !== true)
    if (separates) best = predicate
  }
  return best?.text
}

export interface Rule<L> {
  readonly label: L
  readonly when: string
  readonly covers: number
  readonly cost: number
}

export interface DecisionList<L> {
  readonly rules: readonly Rule<L>[]
  /** Answers where no rule holds. */
  readonly fallback: L
  /** Scopes that the list gives another label. */
  readonly misses: number
}

/**
 * Learns which label goes with which scope as a list of rules, first match wins. Greedy: the rule that covers most of
 * one label and nothing of the others comes first; literals need more evidence than tests that mean something.
 */
export function learnDecisions<L>(
  examples: readonly { readonly label: L; readonly scope: Scope }[],
  fallback: L,
  context: ExplainContext,
  /** The words of a label's own answer: a refusal that names a field is about that field. */
  wordsOf: (label: L) => string = () => '',
): DecisionList<L> {
  const labels = [...new Set(examples.map(({ label }) => label))].filter((label) => label !== fallback)
  const rules: Rule<L>[] = []
  if (labels.length === 0) return { rules, fallback, misses: 0 }
  const sample = sampleExamples(examples, labels)
  const proposals = proposePredicates(
    sample.map(({ scope }) => scope),
    context,
  )
  const table = proposals.map((predicate) => ({ predicate, holds: examples.map(({ scope }) => context.scopes.evaluate(predicate.text, scope) === true) }))
  const words = new Map(labels.map((label) => [label, wordsOf(label).toLowerCase()]))
  const open = new Set(examples.map((_, at) => at))
  for (;;) {
    const best = bestRule(examples, table, open, labels, words) ?? bestRule(examples, conjunctions(examples, table, open, labels), open, labels, words)
    if (!best) break
    rules.push({ label: best.label, when: best.predicate.text, covers: best.covers, cost: best.predicate.cost })
    best.holds.forEach((holds, at) => {
      if (holds) open.delete(at)
    })
  }
  const misses = [...open].filter((at) => examples[at]?.label !== fallback).length
  return { rules, fallback, misses }
}

interface Row {
  readonly predicate: Predicate
  readonly holds: readonly boolean[]
}

function bestRule<L>(examples: readonly { readonly label: L }[], table: readonly Row[], open: ReadonlySet<number>, labels: readonly L[], words: ReadonlyMap<L, string>): (Row & { label: L; covers: number }) | undefined {
  let best: (Row & { label: L; covers: number; score: number }) | undefined
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
      if (covers === 0 || total - covers > Math.floor(covers / 12)) continue
      if (row.predicate.cost > 5 && covers < 2) continue
      const score = covers * 4 - row.predicate.cost * 2 + (namesField(row.predicate.text, words.get(label) ?? '') ? 4 : 0)
      if (!best || score > best.score || (score === best.score && row.predicate.text < best.predicate.text)) best = { ...row, label, covers, score }
    }
  }
  return best
}

/** Whether an answer's words name a field that the test is about. */
function namesField(predicate: string, words: string): boolean {
  for (const [, field = ''] of predicate.matchAll(/(?:body|query|header)[\w.[\]"]*?[."]([A-Za-z_][\w-]*)"?\]?(?![\w.[])/g)) {
    const parts = field.toLowerCase().split(/[_-]/).filter((part) => part.length > 2)
    if (words.includes(field.toLowerCase()) || parts.some((part) => words.includes(part))) return true
  }
  return false
}

/** Pairs of tests, made of the tests that hold for all that is left of a label. */
function conjunctions<L>(examples: readonly { readonly label: L }[], table: readonly Row[], open: ReadonlySet<number>, labels: readonly L[]): Row[] {
  const rows: Row[] = []
  for (const label of labels) {
    const mine = [...open].filter((at) => examples[at]?.label === label)
    if (mine.length < 2) continue
    const others = [...open].filter((at) => examples[at]?.label !== label)
    const necessary = table
      .filter(({ holds }) => mine.every((at) => holds[at]))
      .map((row) => ({ row, wrong: others.filter((at) => row.holds[at]).length }))
      .filter(({ wrong }) => wrong < others.length)
      .sort((a, b) => a.wrong - b.wrong || a.row.predicate.cost - b.row.predicate.cost)
      .slice(0, 24)
    for (const [index, a] of necessary.entries()) {
      for (const b of necessary.slice(index + 1)) {
        const holds = a.row.holds.map((value, at) => value && b.row.holds[at] === true)
        rows.push({ predicate: { text: `${wrap(a.row.predicate.text)} && ${wrap(b.row.predicate.text)}`, cost: a.row.predicate.cost + b.row.predicate.cost }, holds })
      }
    }
  }
  return rows
}

function wrap(text: string): string {
  return text.includes(' || ') || text.includes(' ? ') ? `(${text})` : text
}

function sampleExamples<L>(examples: readonly { readonly label: L; readonly scope: Scope }[], labels: readonly L[]): { readonly scope: Scope }[] {
  const groups = [...labels, undefined].map((label) => examples.filter((example) => (label === undefined ? !labels.includes(example.label) : example.label === label)))
  return groups.flatMap((group) => group.slice(0, sampleMax))
}
