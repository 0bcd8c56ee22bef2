import type { Json } from '#base'
import { isList, isObject } from '#lang'
import type { Effect } from '#model'

/** A number of a sequence, as expressions take one. */
const taking = /\bnext\("[^"]*", \d+(?:, absent, "[^"]*")?\)/g

/**
 * The same effect, where several values of what is made hold the same number of a sequence: the id of a user and that in the token which it comes
 * with. The number is taken once, and has a name.
 */
export function shareNumbers(effect: Effect): Effect[] {
  if (!('create' in effect)) return [effect]
  const counts = new Map<string, number>()
  visit(effect.value, (text) => {
    for (const [found] of text.matchAll(taking)) counts.set(found, (counts.get(found) ?? 0) + 1)
    return text
  })
  const shared = [...counts].flatMap(([text, count]) => (count > 1 ? [text] : []))
  const nameOf = (text: string) => (shared.length === 1 ? 'taken' : `taken${shared.indexOf(text) + 1}`)
  const value = visit(effect.value, (text) => text.replace(taking, (found) => (shared.includes(found) ? nameOf(found) : found)))
  return shared.length === 0 ? [effect] : [...shared.map((text) => ({ let: nameOf(text), value: { $: text } })), { ...effect, value }]
}

/** The value with all its expressions changed. */
function visit(value: Json, change: (text: string) => string): Json {
  if (isList(value)) return value.map((item) => visit(item as Json, change))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, key === '$' && typeof item === 'string' ? change(item) : visit(item as Json, change)]),
  )
}
