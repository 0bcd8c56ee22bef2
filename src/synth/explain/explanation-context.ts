import type { EvidenceDraft } from '../evidence/evidence-draft.ts'
import type { Secret } from '../timeline/secrets.ts'
import type { Sequence } from '../timeline/sequences.ts'
import type { Spending } from '../timeline/spent.ts'
import type { History } from './history.ts'
import type { Scopes } from './scope.ts'

export interface ExplainContext {
  readonly scopes: Scopes
  readonly history: History
  /** Routes that end what is brought to them. */
  readonly spendings?: readonly Spending[]
  /** What requests have to know of entities though it is never shown. */
  readonly secrets?: readonly Secret[]
  /** Is told what each value is explained with; `place` says where the values of this context go: `body`, `do`. */
  readonly evidence?: { readonly draft: EvidenceDraft; readonly place: string } | undefined
  /** Name of the collection whose new entity is being explained: its numbers count in sequences of that name. */
  readonly subject?: string
  /** The name of the field that holds its key, and the numbers that it counts in. */
  readonly sequence?: (Sequence & { readonly field: string; readonly parents?: readonly string[] }) | undefined
}
