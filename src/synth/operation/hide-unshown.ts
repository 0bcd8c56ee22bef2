import { isObject, parseExpression, printExpression, type Template, type TemplateEntry } from '#lang'
import type { CollectionDraft } from '../collection/collection-draft.ts'
import type { Scope } from '../explain/scope.ts'
import type { OperationDraft } from './operation-draft.ts'

/** Fewer requests that sent a field don't show that it stays hidden. */
const sentMin = 2

/**
 * A template for an entity that lays a map of the request over it, without what no answer ever shows of such entities though clients send it: a
 * password, the keys of members that are shown in full.
 */
export function hideUnshown(template: Template, draft: OperationDraft, collection: CollectionDraft, scopes: readonly Scope[]): Template {
  // GraphQL shows what is asked for, asked before or not.
  if (template.kind !== 'object' || collection.graph) return template
  const entries = template.entries.map((entry): TemplateEntry => {
    const text = 'spread' in entry ? printExpression(entry.spread) : ''
    if (!/^(body|entry)(\.\w+)*$/.test(text)) return entry
    const hidden = hiddenOf(text, draft, collection, scopes)
    return hidden.length === 0
      ? entry
      : { spread: parseExpression(`omit(${[text, ...hidden.map((key) => JSON.stringify(key))].join(', ')})`) }
  })
  return { kind: 'object', entries }
}

function hiddenOf(text: string, draft: OperationDraft, collection: CollectionDraft, scopes: readonly Scope[]): string[] {
  const counts = new Map<string, number>()
  for (const scope of scopes) {
    const sent = draft.context.scopes.evaluate(text, scope)
    for (const key of isObject(sent) ? Object.keys(sent) : []) counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  const shown = new Set(collection.sites.flatMap(({ site }) => site.instances.flatMap(({ object }) => Object.keys(object))))
  return [...counts].flatMap(([key, count]) => (count >= sentMin && !shown.has(key) ? [key] : [])).sort()
}
