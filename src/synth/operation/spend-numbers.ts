import { findPredicate } from '../guard/find-predicate.ts'
import { findUnion } from '../guard/find-union.ts'
import type { OperationDraft } from './operation-draft.ts'

const bound = 'spent'

/** Takes the numbers of sequences that these calls take beside those of what they make, and names the first one: answers may show it. */
export function spendNumbers(draft: OperationDraft): void {
  const { calls } = draft.variant
  const sequences = new Map([...draft.context.sequences.values()].map((sequence) => [sequence.name, sequence]))
  for (const { name, start, spent } of sequences.values()) {
    if (!spent) continue
    const known = calls.flatMap((call) => (spent.counts.has(call) ? [{ call, count: spent.counts.get(call) ?? 0 }] : []))
    const taking = known.filter(({ count }) => count > 0)
    const others = known.filter(({ count }) => count === 0)
    if (taking.length === 0) continue
    const scopes = (some: typeof known) => some.map(({ call }) => draft.scope(call))
    const when =
      others.length === 0
        ? undefined
        : (findPredicate(scopes(taking), scopes(others), draft.context) ?? findUnion(scopes(taking), scopes(others), draft.context))
    if (others.length >= taking.length && when === undefined) continue
    const take = { $: `next(${JSON.stringify(name)}, ${start})` }
    const effects = Array.from({ length: taking[0]?.count ?? 1 }, (_, at) => ({ let: at === 0 ? bound : `${bound}${at + 1}`, value: take }))
    draft.effects.push(...(when === undefined ? effects : [{ if: when, do: effects }]))
    if (when === undefined && calls.every((call) => spent.firsts.has(call)))
      for (const call of calls) draft.bind(call, bound, spent.firsts.get(call) ?? null)
  }
}
