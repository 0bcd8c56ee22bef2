import { isErrorType } from '../graphql/error-type.ts'
import type { VariantDraft } from '../pass/variants.ts'
import type { Wording } from './wording.ts'

/** Whether the answers of a variant refuse what was asked. */
export function isRefusal(draft: VariantDraft): boolean {
  return draft.status >= 400 || (draft.calls[0]?.field !== undefined && isErrorType(draft.calls[0].body.value))
}

/** What a variant's answers say of their cause. */
export function wordingOf(draft: VariantDraft): Wording {
  const words = draft.calls.slice(0, 5).map(({ body }) => (typeof body.value === 'string' ? body.value : JSON.stringify(body.value ?? '')))
  return { status: draft.status, words: words.join(' ').toLowerCase() }
}
