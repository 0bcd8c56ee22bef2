import type { Json, JsonObject } from '#base'
import { parseExpression } from '#lang'
import type { Effect } from '#model'
import type { CollectionDraft } from '../collection/collection-draft.ts'
import { explainValue } from '../explain/explain-value.ts'
import type { Explanation, Observation } from '../explain/explanation.ts'
import { drawnName } from './draw-numbers.ts'
import type { OperationDraft } from './operation-draft.ts'

/** A value of a new entity that is made up before the entity is: other fields may hold it, too. */
export interface MadeField {
  /** The field that holds it. */
  readonly field: string | undefined
  readonly values: readonly (Json | undefined)[]
}

/**
 * A field beside the key whose number comes from a sequence that other calls take numbers of. `take` gives it a name, where it has none yet.
 */
export function countedField(
  draft: OperationDraft,
  { name }: CollectionDraft,
  observations: readonly Observation[],
): (MadeField & { readonly name: MadeName; readonly take: readonly Effect[] }) | undefined {
  // What these calls draw comes before what they take of another sequence.
  const inOrder = [...draft.context.sequences].sort(([a], [b]) => Number(b === draft.drawn) - Number(a === draft.drawn))
  for (const [counted, sequence] of inOrder) {
    const field = counted.startsWith(`${name}.`) ? counted.slice(name.length + 1) : undefined
    if (field === undefined) continue
    const values = observations.map(({ target }) => (target as JsonObject)[field])
    if (!values.some((value) => typeof value === 'number')) continue
    if (draft.drawn === counted) return { field, values, name: drawnName, take: [] }
    if (!sequence.spent) continue
    const text = `next(${JSON.stringify(sequence.name)}, ${sequence.start})`
    return { field, values, name: 'number', take: [{ let: 'number', value: { $: text } }] }
  }
  return undefined
}

/** Under which a value is at hand that is made up before the entity is. */
type MadeName = 'key' | 'number' | typeof drawnName

/** The first values of an entity of which one is at hand under a name. */
export function explainWith(
  name: MadeName,
  draft: OperationDraft,
  collection: CollectionDraft,
  known: readonly Observation[],
  { field, values }: MadeField,
): Explanation {
  const observations = known.map((observation, at) => ({
    ...observation,
    scope: draft.context.scopes.extend(observation.scope, { [name]: values[at] }),
  }))
  const isThat = () =>
    ({ template: { kind: 'expression', expression: parseExpression(name) }, hits: known.length, of: known.length }) as const
  const special = new Map([[`${collection.name}.${field}`, isThat]])
  return explainValue(observations, { ...draft.context, subject: collection.name }, { path: [collection.name], special })
}
