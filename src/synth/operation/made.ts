import type { JsonObject } from '#base'
import { isObject } from '#lang'
import type { Call } from '../call.ts'
import type { CollectionDraft } from '../collection/collection-draft.ts'
import type { Track } from '../timeline/track.ts'
import type { OperationDraft } from './operation-draft.ts'

/** A kind of entities and those of it that each call makes. */
export interface Made {
  readonly collection: CollectionDraft
  readonly made: readonly (readonly Track[])[]
}

/** What each call made of each kind of which some made any. */
export function madeBy(draft: OperationDraft): Made[] {
  return draft.timeline.collections
    .map((collection) => ({
      collection,
      made: draft.variant.calls.map((call) =>
        draft.timeline.tracks(collection.name, call.session).filter((track) => track.bornBy === call),
      ),
    }))
    .filter(({ made }) => made.some((tracks) => tracks.length > 0))
}

/** So many of what calls make must be under what their bodies name. */
const namedMin = 0.9

/** The fields of bodies that name what the entities are made in, where the path does not: `from` and `to` of a transfer, which books an entry in each account. */
export function namingFields(draft: OperationDraft, { collection, made }: Made): string[] {
  const { calls } = draft.variant
  const [space, ...others] = collection.parents
  if (space === undefined || others.length > 0 || calls[0]?.route.segments.some((segment) => segment.space === space)) return []
  const fields = [...new Set(calls.flatMap((call) => Object.keys(bodyOf(call))))].filter((field) =>
    made.some((tracks, at) => tracks.some((track) => isUnder(track, calls[at] as Call, field))),
  )
  const named = made.flatMap((tracks, at) => tracks.filter((track) => fields.some((field) => isUnder(track, calls[at] as Call, field))))
  return named.length >= made.flat().length * namedMin ? fields : []
}

/** Whether an entity is in what a field of the body names. */
export function isUnder({ parts }: Track, call: Call, field: string): boolean {
  return String(parts[0]) === bodyOf(call)[field]
}

export function bodyOf({ request: { body } }: Call): JsonObject {
  return isObject(body) ? body : {}
}

/** Calls that seem to have made more than the others do are taken for mistakes of hindsight up to this share. */
const oddMax = 0.1

/** Whether calls make one of a kind each. */
export function isSingle({ made }: Made): boolean {
  const odd = made.filter((tracks) => tracks.length > 1).length
  return odd <= made.filter((tracks) => tracks.length === 1).length * oddMax
}

/** What the same calls make one of, and what they make else is in: a board with its columns. */
export function wholeOf({ collection, made }: Made, all: readonly Made[]): Made | undefined {
  const [space, ...others] = collection.parents
  const whole = all.find((other) => space !== undefined && other.collection.space === space)
  if (!whole || others.length > 0 || !isSingle(whole)) return undefined
  const isIn = made.every((tracks, at) => tracks.every(({ parts }) => String(parts[0]) === whole.made[at]?.[0]?.key))
  return isIn ? whole : undefined
}
