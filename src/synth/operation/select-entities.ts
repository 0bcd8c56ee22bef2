import { isObject } from '#lang'
import { explainValue } from '../explain/explain-value.ts'
import type { Explanation, Observation } from '../explain/explanation.ts'
import { explainIncluded } from '../query/explain-included.ts'
import { explainPart } from '../query/explain-part.ts'
import { explainSelection } from '../query/explain-selection.ts'
import type { OperationDraft } from './operation-draft.ts'

/** Entities in the body that are shown as the client asks. */
export function selectEntities(draft: OperationDraft, special: Map<string, (observations: readonly Observation[]) => Explanation>): void {
  const route = draft.variant.calls[0]?.route
  const bound = boundNames(draft)
  for (const collection of draft.timeline.collections) {
    for (const { site } of collection.sites) {
      const path = site.path.join('.')
      if (site.route !== route || site.isWrapped || site.path.includes('[]') || special.has(path) || !bound.has(collection.name)) continue
      const within = new Map(special)
      const explain = (some: readonly Observation[]) =>
        explainSelection(collection, collection.name, some, draft.context, () =>
          explainValue(some, draft.bodyContext, { path: site.path, special: within }),
        )
      const part = (some: readonly Observation[], key: string) =>
        explainPart(collection, collection.name, some, [...site.path, key], draft.context)
      special.set(path, (observations) => explainIncluded(observations, explain, part) ?? explain(observations))
    }
  }
}

/** Small objects beside the entities, of which a parameter may ask for some. */
export function selectParts(draft: OperationDraft, special: Map<string, (observations: readonly Observation[]) => Explanation>): void {
  const keys = new Set(
    draft.variant.calls.flatMap(({ body }) =>
      isObject(body.value) ? Object.entries(body.value).flatMap(([key, value]) => (isObject(value) ? [key] : [])) : [],
    ),
  )
  for (const key of keys) {
    if ([...special.keys()].some((path) => path === key || path.startsWith(`${key}.`))) continue
    const explain = (some: readonly Observation[]) => explainValue(some, draft.context, { path: [key] })
    special.set(
      key,
      (observations) =>
        explainIncluded(observations, explain, (some, part) => explainValue(some, draft.context, { path: [key, part] })) ??
        explain(observations),
    )
  }
}

/** Names that the effects so far have bound. */
export function boundNames(draft: OperationDraft): Set<string> {
  return new Set([...draft.locals.values()].flatMap((locals) => Object.keys(locals)))
}
