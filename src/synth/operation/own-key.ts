import type { Json, JsonObject } from '#base'
import { equal, printExpression, printMember, printTemplate, type Template, type TemplateEntry } from '#lang'
import type { CollectionDraft } from '../collection/collection-draft.ts'
import { explainAlike } from '../explain/explain-alike.ts'
import type { Explanation, Observation } from '../explain/explanation.ts'
import type { Track } from '../timeline/track.ts'
import type { OperationDraft } from './operation-draft.ts'

/** Whether fields other than the one that holds it are made of the new key. */
export function mentionsKey(template: Template, field: string | undefined): boolean {
  if (template.kind !== 'object') return false
  const others = template.entries.filter((entry) => !('key' in entry) || entry.key !== field)
  return /"\$":"(?:[^"\\]|\\.)*\bkey\b/.test(JSON.stringify(printTemplate({ kind: 'object', entries: others })))
}

/** The expression of the key where the service makes it up, or builds it and other fields may be made of it: digests are. */
export function madeOf({ template, hits, of }: Explanation, field: string): string | undefined {
  const entries = template.kind === 'object' ? template.entries : []
  const textOf = (entry: TemplateEntry) =>
    'key' in entry && entry.value.kind === 'expression' ? printExpression(entry.value.expression) : undefined
  const text = entries
    .map((entry) => ('key' in entry && entry.key === field ? textOf(entry) : undefined))
    .find((found) => found !== undefined)
  if (text === undefined) return undefined
  if (isMadeUp(text)) return text
  const others = entries.some((entry) => 'key' in entry && entry.key !== field && isMadeUp(textOf(entry) ?? ''))
  return text.includes(' + ') && (others || hits < of) ? text : undefined
}

/**
 * The next number, where keys are numbers that nothing tells beforehand: each entity gets one of its own, rather than the usual one, which another
 * has. Undefined where there is a better explanation.
 */
export function countedKey({ template }: Explanation, { field, values }: OwnKey, { name }: CollectionDraft): string | undefined {
  const entries = template.kind === 'object' ? template.entries : []
  const own = entries.find((entry) => 'key' in entry && entry.key === field)
  const isOpen = own && 'key' in own && own.value.kind === 'literal' && new Set(values).size > 1
  const numbers = values.filter((value) => typeof value === 'number' && Number.isInteger(value))
  return isOpen && numbers.length === values.length ? `next(${JSON.stringify(name)}, ${Math.min(...(numbers as number[]))})` : undefined
}

function isMadeUp(text: string): boolean {
  return /\b(mint|next)\(/.test(text)
}

export interface OwnKey {
  /** The field that holds it. */
  readonly field: string | undefined
  readonly text: string | undefined
  readonly values: readonly (Json | undefined)[]
}

/** An expression of the new entity's own key: one of its fields, else something in the request. */
export function ownKey(
  draft: OperationDraft,
  collection: CollectionDraft,
  observations: readonly Observation[],
  tracks: readonly Track[],
): OwnKey {
  const keys = observations.map(({ target }) => tracks.find((track) => track.versions.some(({ value }) => value === target))?.parts.at(-1))
  const fields = Object.keys((observations[0]?.target as JsonObject) ?? {})
  const field = fields.find((name) => observations.every(({ target }, at) => equal((target as JsonObject)[name], keys[at])))
  if (field !== undefined) return { field, text: `self${printMember(field)}`, values: keys }
  const targets = observations.map(({ scope }, at) => ({ scope, target: keys[at] }))
  return { field, text: explainAlike(targets, collection.noun, draft.context), values: keys }
}
