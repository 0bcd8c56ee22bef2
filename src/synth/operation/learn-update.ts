import type { JsonObject } from '#base'
import {
  equal,
  isObject,
  parseExpression,
  printExpression,
  printMember,
  printTemplate,
  type Template,
  type TemplateEntry,
  type Value,
} from '#lang'
import type { Effect } from '#model'
import type { CollectionDraft } from '../collection/collection-draft.ts'
import { explainValue } from '../explain/explain-value.ts'
import type { Scope } from '../explain/scope.ts'
import { echoedAtBirth } from '../timeline/births.ts'
import { explainDrawn, isDrawn } from './draw-numbers.ts'
import { explainField } from './explain-field.ts'
import { findMerged } from './find-merged.ts'
import { hideUnshown } from './hide-unshown.ts'
import { keyField } from './key-field.ts'
import { type Change, lookup, type OperationDraft, type Subject } from './operation-draft.ts'

export function updateEffect(draft: OperationDraft, subject: Subject, changes: readonly Change[], changed: ReadonlySet<string>): Effect {
  const { collection, key } = subject
  const scopes = changes.map(({ call, before }) =>
    draft.context.scopes.extend(draft.scope(call), { self: before, [collection.name]: undefined }),
  )
  const isWhole = isPut(draft) || (isPart(draft) && replaces(changes))
  const merged = isWhole ? undefined : findMerged(changes, keyField(draft, collection))
  if (merged !== undefined) return mergeEffect(draft, subject, changes, scopes, changed, merged)
  const removes = changes.some(
    ({ before, after, unknown, partial }) =>
      !partial && Object.keys(before).some((field) => !unknown.has(field) && !Object.hasOwn(after, field)),
  )
  if (removes || (isWhole && replaces(changes))) {
    const observations = changes.map(({ after, unknown, partial }, at) => ({
      scope: scopes[at] as Scope,
      target: after,
      unknown,
      partial,
    }))
    const field = draft.drawn?.slice(collection.name.length + 1) ?? ''
    const special = isDrawn(draft, collection, field)
      ? { special: new Map([[draft.drawn ?? '', () => explainDrawn(draft, changes, field)]]) }
      : {}
    const explained = explainValue(observations, draft.context, { path: [collection.name], ...special })
    draft.note(explained, `${collection.name}: its values once replaced`)
    draft.effects.push({ let: 'self', value: { $: `find(${lookup(subject)})` } })
    return { create: collection.name, key: [...key], value: printTemplate(explained.template), as: collection.name }
  }
  const entries = explainFields(draft, collection, changes, scopes, changed)
  const echoed = echoedToo(draft, collection, changed, entries)
  return {
    update: collection.name,
    key: [...key],
    set: printTemplate({ kind: 'object', entries: [...entries, ...echoed] }),
    as: collection.name,
  }
}

function isPart(draft: OperationDraft): boolean {
  return draft.variant.calls[0]?.route.isPart === true
}

function isPut(draft: OperationDraft): boolean {
  return draft.variant.calls[0]?.request.method === 'PUT'
}

/** What the request sends is laid over the entity; what else changed is explained field by field. */
function mergeEffect(
  draft: OperationDraft,
  { collection, key }: Subject,
  changes: readonly Change[],
  scopes: readonly Scope[],
  changed: ReadonlySet<string>,
  merged: string,
): Effect {
  const others = [...changed].filter((field) => {
    const sent = `${merged}${printMember(field)}`
    const unsent = changes.filter(
      ({ unknown }, at) => !unknown.has(field) && draft.context.scopes.evaluate(sent, scopes[at] as Scope) === undefined,
    )
    const moved = unsent.filter(({ before, after }) => !equal(before[field], after[field])).length
    // A field that clients send moves by itself only where it mostly does: else something else wrote it.
    return moved > (unsent.length < changes.length ? unsent.length * 0.5 : 0)
  })
  const entries = explainFields(draft, collection, changes, scopes, new Set(others))
  const set: TemplateEntry[] = [{ spread: parseExpression(merged) }, ...entries]
  const template = hideUnshown({ kind: 'object', entries: set }, draft, collection, scopes)
  return { update: collection.name, key: [...key], set: printTemplate(template), as: collection.name }
}

function explainFields(
  draft: OperationDraft,
  collection: CollectionDraft,
  changes: readonly Change[],
  scopes: readonly Scope[],
  fields: ReadonlySet<string>,
): { key: string; value: Template }[] {
  return [...fields].map((field) => {
    const explained = isDrawn(draft, collection, field)
      ? explainDrawn(draft, changes, field)
      : explainField(changes, scopes, [collection.name, field], draft.context)
    draft.note(explained, `${collection.name}.${field}: its new value`)
    return { key: field, value: explained.template }
  })
}

/**
 * Fields that no recorded call changed and that a client may: where fields are set from the same name under one part of
 * the body, the fields that creation takes from such a name follow.
 */
function echoedToo(
  draft: OperationDraft,
  collection: CollectionDraft,
  changed: ReadonlySet<string>,
  entries: readonly TemplateEntry[],
): TemplateEntry[] {
  const holders = new Map<string, number>()
  for (const entry of entries) {
    if (!('key' in entry) || entry.value.kind !== 'expression') continue
    const holder = echoHolder(printExpression(entry.value.expression), entry.key)
    if (holder !== undefined) holders.set(holder, (holders.get(holder) ?? 0) + 1)
  }
  const [holder] = [...holders].sort((a, b) => b[1] - a[1])[0] ?? []
  if (holder === undefined) return []
  return [...echoedAtBirth(draft.timeline.allTracks(collection.name))]
    .filter((field) => !changed.has(field))
    .map((field) => ({ key: field, value: { kind: 'expression', expression: parseExpression(holder + printMember(field)) } }))
}

/** Whether all that the client may set comes from the body: every field of the body is there after, and little else stays. */
function replaces(changes: readonly Change[]): boolean {
  const sure = changes.filter(({ partial }) => !partial)
  // Nothing was read in full after: what is sent as a whole stands there as a whole.
  if (sure.length === 0) return changes.every(({ call, before }) => sendsWhole(call.request.body, before))
  const own = new Set<string>()
  return sure.every(({ call, after, unknown }) => {
    const { body } = call.request
    if (!isObject(body)) return false
    const kept = Object.keys(after).filter((field) => !unknown.has(field) && !Object.hasOwn(body, field))
    for (const field of Object.keys(body)) {
      const isTaken = !Object.hasOwn(after, field) || unknown.has(field) || equal(after[field], body[field])
      if (!isTaken && !field.startsWith('_')) own.add(field)
    }
    // One field the service may set itself although clients send it, such as a revision.
    return kept.length <= keptMax && own.size <= 1
  })
}

/** Fields that stay although they are not sent: what the service itself knows of an entity, such as its key. */
const keptMax = 2
const wholeShare = 0.8

function sendsWhole(body: Value, before: JsonObject): boolean {
  const fields = Object.keys(before)
  if (!isObject(body)) return false
  const sent = fields.filter((field) => Object.hasOwn(body, field)).length
  return sent > 0 && (fields.length - sent <= keptMax || sent >= fields.length * wholeShare)
}

/** `body.issue` when a field is set from `body.issue.FIELD`, alone or with what was there before. */
function echoHolder(text: string, field: string): string | undefined {
  const end = printMember(field)
  const source = /^coalesce\((.*), self[.[].*\)$/.exec(text)?.[1] ?? text
  return /^body[\w.]*$/.test(source) && source.endsWith(end) ? source.slice(0, -end.length) : undefined
}

export function changedFields(changes: readonly Change[]): Set<string> {
  const changed = new Set<string>()
  for (const { before, after, unknown } of changes) {
    for (const field of [...Object.keys(before), ...Object.keys(after)])
      if (!unknown.has(field) && !equal(before[field], after[field])) changed.add(field)
  }
  return changed
}
