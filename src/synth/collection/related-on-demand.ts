import { isObject } from '#lang'
import type { Call } from '../call.ts'
import { type CollectionDraft, isScalar, mainKeyField, type RelationDraft } from './collection-draft.ts'
import type { Index, Showing } from './relations.ts'

/** So many showings of what is sent as a key say that the field holds it. */
const onDemandMin = 3

/**
 * What answers show as another entity where they are asked to, and not at all else, while clients send its key under the same name: the field
 * holds the key, though none shows it.
 */
export function findOnDemand(
  field: string,
  collection: CollectionDraft,
  showings: readonly Showing[],
  indexes: ReadonlyMap<CollectionDraft, Index>,
  sessions: readonly (readonly Call[])[],
): RelationDraft | undefined {
  if (showings.length < onDemandMin || !showings.every(({ value }) => isObject(value)) || isShownUnasked(field, collection))
    return undefined
  for (const [other, index] of indexes) {
    const keyField = mainKeyField(other)
    if (keyField === undefined || other === collection) continue
    const keys = showings.flatMap(({ call, value }) => {
      const key = isObject(value) ? value[keyField] : undefined
      return isScalar(key) && index.has(`${call.session} ${String(key)}`) ? [{ call, key: String(key) }] : []
    })
    const sent = keys.filter(({ call, key }) =>
      (sessions[call.session] ?? []).slice(0, call.index).some((before) => sends(before, field, key)),
    )
    if (keys.length === showings.length && sent.length >= showings.length * 0.8)
      return { collection: other.name, key: keyField, onDemand: true }
  }
  return undefined
}

/** Whether an answer shows the field of an entity although its request has no parameter. */
function isShownUnasked(field: string, { sites }: CollectionDraft): boolean {
  return sites.some(({ site }) =>
    site.instances.some(({ call, object }) => Object.hasOwn(object, field) && Object.keys(call.request.query).length === 0),
  )
}

/** Whether the body of a request sends this under this name, as it is or in an envelope. */
function sends({ request: { body } }: Call, field: string, value: string): boolean {
  if (!isObject(body)) return false
  return [body, ...Object.values(body).filter(isObject)].some((part) => isScalar(part[field]) && String(part[field]) === value)
}
