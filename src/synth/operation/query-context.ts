import { createContext } from '#engine'
import type { CompileContext } from '#lang'
import { relationsOf } from '../collection/relations.ts'
import type { OperationDraft } from './operation-draft.ts'
import { boundNames } from './select-entities.ts'

/** What the queries of an operation may name. */
export function queryContext(draft: OperationDraft): CompileContext {
  const names = Object.fromEntries(draft.timeline.collections.map(({ name }) => [name, { key: [] }]))
  return {
    ...createContext({ collections: names }),
    relations: relationsOf(draft.timeline.collections),
    names: new Set([...boundNames(draft)]),
  }
}
