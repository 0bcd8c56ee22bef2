import type { JsonObject } from '#base'
import { printMember, type Template, type Value } from '#lang'
import type { Effect, ItemVariant, ValueEvidence } from '#model'
import type { Call, Route } from '../call.ts'
import type { CollectionDraft } from '../collection/collection-draft.ts'
import { EvidenceDraft } from '../evidence/evidence-draft.ts'
import type { Explanation } from '../explain/explanation.ts'
import type { ExplainContext } from '../explain/explanation-context.ts'
import type { Scope } from '../explain/scope.ts'
import type { VariantDraft } from '../pass/variants.ts'
import type { WriteCount } from '../timeline/count-writes.ts'
import type { Sequence } from '../timeline/sequences.ts'
import type { Timeline } from '../timeline/timeline.ts'
import { shownAfter, type Track } from '../timeline/track.ts'
import type { Told } from '../webhooks/find-told.ts'

/** What a variant does, and what its body and headers are made of. */
export interface Operation {
  readonly effects: readonly Effect[]
  readonly body: Template | undefined
  readonly bodyHits: number
  readonly headers: readonly (readonly [name: string, template: Template])[]
  /** Places in the model that stay unexplained. */
  readonly notes: readonly string[]
  /** What its values rest on, by place. */
  readonly evidence: Readonly<Record<string, ValueEvidence>>
  /** A test over what the effects bind: where it holds, nothing that was seen says that they are right. */
  readonly guess?: string
}

export interface LearnContext extends ExplainContext {
  /** The numbers that keys count in, by collection. */
  readonly sequences: ReadonlyMap<string, Sequence>
  /** How the items of bulk requests are answered, by the route of the items. */
  readonly items?: ReadonlyMap<Route, readonly ItemVariant[]>
  readonly writeCount?: WriteCount | undefined
  /** What others are told of calls, where that was recorded. */
  readonly told?: Told | undefined
}

/** One entity that a call is about: the one that its path names, or one that it makes. */
export interface Subject {
  readonly collection: CollectionDraft
  readonly key: readonly string[]
}

/** What is known of a variant while its operation is being learned. */
export class OperationDraft {
  readonly variant: VariantDraft
  readonly context: LearnContext
  readonly evidence = new EvidenceDraft()
  readonly effects: Effect[] = []
  readonly notes: string[] = []
  /** Tests that hold in situations that no call of the variant was in. */
  readonly guesses: string[] = []
  /** Values of the names that effects bind, by call. */
  readonly locals = new Map<Call, Record<string, Value>>()

  /** The field, `collection.field`, that gets the number which these calls draw. */
  drawn: string | undefined

  /** Where the keys of the parents come from that the path does not name, by collection. */
  readonly parents = new Map<string, readonly string[]>()

  constructor(variant: VariantDraft, context: LearnContext) {
    this.variant = variant
    this.context = { ...context, evidence: { draft: this.evidence, place: 'do' } }
  }

  /** In which the values of the body are explained. */
  get bodyContext(): LearnContext {
    return { ...this.context, evidence: { draft: this.evidence, place: 'body' } }
  }

  get timeline(): Timeline {
    return this.context.scopes.timeline
  }

  /** What expressions see at a call once the effects so far have run. */
  scope(call: Call): Scope {
    return this.context.scopes.create(call, this.locals.get(call) ?? {})
  }

  bind(call: Call, name: string, value: Value): void {
    this.locals.set(call, { ...this.locals.get(call), [name]: value })
  }

  /** Binds an entity as it is read before or after a call: with its derived fields. */
  bindEntity(call: Call, name: string, { name: kind }: CollectionDraft, value: JsonObject, when: 'before' | 'after'): void {
    this.bind(call, name, this.timeline.derived.has(kind) ? this.timeline.moment(call, when).show(kind, value) : value)
  }

  note(explained: Explanation, what: string): void {
    if (explained.hits < explained.of) this.notes.push(`${what}: ${explained.of - explained.hits} of ${explained.of} not explained`)
  }
}

export function parentKey(draft: OperationDraft, collection: CollectionDraft): string[] {
  const named = draft.parents.get(collection.name)
  if (named) return [...named]
  const route = draft.variant.calls[0]?.route as Route
  return collection.parents.map((space) => `path${printMember(route.segments.find((segment) => segment.space === space)?.parameter ?? '')}`)
}

export function lookup({ collection, key }: Subject): string {
  return [JSON.stringify(collection.name), ...key].join(', ')
}

/** What is not sure of an entity right after a write: fields that were not shown before the next write. */
export function sureAfter(track: Track, at: number): { unknown: ReadonlySet<string>; partial: boolean } {
  const { fields, whole } = shownAfter(track, at)
  const known = track.versions.flatMap(({ value }) => Object.keys(value))
  return { unknown: new Set(known.filter((field) => !fields.has(field))), partial: !whole }
}

/** Fields of an entity that some write may have changed since an answer last showed them before a call, with the indexes of these writes. */
export function unsureBefore(track: Track, at: number): ReadonlyMap<string, readonly number[]> {
  const writes = track.writes.filter((write) => write < at)
  const unsure = new Map<string, readonly number[]>()
  for (const field of new Set(track.versions.flatMap(({ value }) => Object.keys(value)))) {
    const shownAt = track.shown.findLast((entry) => entry.at < at && entry.fields.has(field))?.at ?? -1
    const since = writes.filter((write) => write > shownAt)
    if (since.length > 0) unsure.set(field, since)
  }
  return unsure
}

export interface Change {
  readonly call: Call
  readonly before: JsonObject
  /** Fields of `before` that are not sure, with the writes since they were shown last (indexes of calls). */
  readonly unsure: ReadonlyMap<string, readonly number[]>
  readonly after: JsonObject
  readonly unknown: ReadonlySet<string>
  readonly partial: boolean
}
