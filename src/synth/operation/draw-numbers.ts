import { equal, parseExpression, printMember } from '#lang'
import type { Effect } from '#model'
import type { CollectionDraft } from '../collection/collection-draft.ts'
import type { Explanation } from '../explain/explanation.ts'
import { findPredicate } from '../guard/find-predicate.ts'
import { findUnion } from '../guard/find-union.ts'
import type { DrawnNumbers } from '../timeline/drawn-numbers.ts'
import type { Change, OperationDraft } from './operation-draft.ts'

/** What the last number that a call drew is called. */
export const drawnName = 'drawn'

/** Draws the numbers that these calls draw for what they write, before they write it. */
export function drawNumbers(draft: OperationDraft): void {
  const { calls } = draft.variant
  for (const [field, { name, start, drawn }] of draft.context.sequences) {
    if (!drawn || !calls.some((call) => drawn.draws.has(call))) continue
    const take: Effect = { let: drawnName, value: { $: `next(${JSON.stringify(name)}, ${start})` } }
    const most = Math.max(...calls.map((call) => drawn.draws.get(call)?.count ?? 0))
    for (let count = 1; count <= most; count++) {
      const when = whenDrawn(draft, drawn, count)
      if (when !== undefined) draft.effects.push(when === always ? take : { if: when, do: [take] })
    }
    for (const call of calls) {
      const draw = drawn.draws.get(call)
      if (draw) draft.bind(call, drawnName, draw.number)
    }
    draft.drawn = field
    return
  }
}

const always = 'true'

/** A test for the calls that draw so many or more. Where nothing tells, what most do is done; undefined where that is nothing. */
function whenDrawn(draft: OperationDraft, { draws, without }: DrawnNumbers, least: number): string | undefined {
  const { context, variant } = draft
  const known = variant.calls.filter((call) => draws.has(call) || without.has(call))
  const [taking, others] = [true, false].map((does) =>
    known.filter((call) => (draws.get(call)?.count ?? 0) >= least === does).map((call) => draft.scope(call)),
  ) as [ReturnType<OperationDraft['scope']>[], ReturnType<OperationDraft['scope']>[]]
  if (others.length === 0) return always
  const test = findPredicate(taking, others, context) ?? findUnion(taking, others, context)
  return test ?? (taking.length > others.length ? always : undefined)
}

/** Whether the field of an entity gets the number that these calls draw. */
export function isDrawn(draft: OperationDraft, collection: CollectionDraft, field: string): boolean {
  return draft.drawn === `${collection.name}.${field}`
}

/** The new number of an entity that is written anew; the old one where the call drew none. */
export function explainDrawn(draft: OperationDraft, changes: readonly Change[], field: string): Explanation {
  const drawnBy = ({ call }: Change) => draft.locals.get(call)?.[drawnName]
  const isAlways = changes.every((change) => drawnBy(change) !== undefined)
  const text = isAlways ? drawnName : `coalesce(${drawnName}, self${printMember(field)})`
  const right = changes.filter((change) => equal(drawnBy(change) ?? change.before[field], change.after[field]))
  return { template: { kind: 'expression', expression: parseExpression(text) }, hits: right.length, of: changes.length }
}
