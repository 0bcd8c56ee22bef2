import { mayErr } from './certainty.ts'
import type { Candidate, DecisionList, Example, Labels } from './learn-decisions.ts'
import type { PredicateKind } from './predicate.ts'

/** The order in which services make their tests, where the recordings don't say. */
const usualOrder: readonly PredicateKind[] = [
  'malformed',
  'unknown',
  'required',
  'given',
  'type',
  'pattern',
  'enum',
  'length',
  'range',
  'pair',
  'reference',
  'known',
  'version',
  'state',
  'unique',
  'literal',
]

/** Puts rules in an order in which each example meets its own rule first; rules that do more harm than good are left out. */
export function orderRules<L>(
  rules: readonly Candidate<L>[],
  examples: readonly Example<L>[],
  fallback: L,
  labels: Labels<L>,
): DecisionList<L> {
  const open = new Set(examples.keys())
  const left = new Set(rules)
  const ordered: Candidate<L>[] = []
  while (left.size > 0) {
    let best: { rule: Candidate<L>; wrong: number; right: number; rank: number } | undefined
    for (const rule of left) {
      let wrong = 0
      let right = 0
      for (const at of open) {
        if (!rule.holds[at]) continue
        if (examples[at]?.label === rule.label) right++
        else if (!mayErr(rule.predicate.kind, examples[at]?.isUnsure === true)) wrong++
      }
      const rank = (labels.isRefusal(rule.label) ? 0 : 100) + usualOrder.indexOf(rule.predicate.kind)
      const better =
        !best || wrong < best.wrong || (wrong === best.wrong && (rank < best.rank || (rank === best.rank && right > best.right)))
      if (better) best = { rule, wrong, right, rank }
    }
    if (!best) break
    left.delete(best.rule)
    // What others have explained meanwhile needs no rule; a rule that is more often wrong than right is none.
    if (best.right <= best.wrong) continue
    ordered.push(best.rule)
    for (const at of [...open]) if (best.rule.holds[at]) open.delete(at)
  }
  const misses = examples.filter(({ label }, at) => (ordered.find((rule) => rule.holds[at])?.label ?? fallback) !== label).length
  return {
    rules: ordered.map(({ label, predicate, covers, alternatives = [] }) => ({
      label,
      when: predicate.text,
      predicate,
      covers,
      alternatives,
    })),
    fallback,
    misses,
  }
}
