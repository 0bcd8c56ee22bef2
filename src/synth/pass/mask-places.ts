import { escapePattern, type Json } from '#base'
import { isList, isObject, type Value } from '#lang'

/** Names of the lists in a request and how many items they have; one without a name is the body itself. */
type Lists = ReadonlyMap<string, number>

const depthMax = 4

/** The lists that a body holds. */
export function listsIn(body: Json | undefined): Lists {
  const lists = new Map<string, number>()
  const visit = (value: Value, name: string, depth: number) => {
    if (isList(value)) {
      lists.set(name, Math.max(lists.get(name) ?? 0, value.length))
      if (depth < depthMax) for (const item of value) if (isObject(item)) visit(item, '', depth + 1)
    } else if (isObject(value) && depth < depthMax) for (const [key, item] of Object.entries(value)) visit(item, key, depth + 1)
  }
  visit(body, '', 0)
  return lists
}

/** A text with a mark in place of the places of items in lists of the request: `lines[2].count`, `/lines/2/count`, `lines.2.count`. */
export function maskPlacesInText(text: string, lists: Lists): string {
  let masked = text
  for (const [name, length] of lists) {
    // `2.0` says nothing of the second of a list.
    if (/^\d/.test(name)) continue
    const before = name === '' ? '(^|["\'/. ])\\[' : `(?<!\\w)${escapePattern(name)}(\\[|\\.|/)`
    masked = masked.replace(new RegExp(`${before}(\\d+)(?=[\\]./]|$)`, 'g'), (all, _between, place) =>
      Number(place) < length ? `${all.slice(0, -place.length)}§` : all,
    )
  }
  return masked
}

/** Whether a number in a list of an answer is the place of an item in a list of the request that is named before it: `["body", "lines", 2, "count"]`. */
export function isPlace(path: readonly Json[], at: number, lists: Lists): boolean {
  const place = path[at]
  const before = path[at - 1]
  const length = lists.get(typeof before === 'string' && before !== 'body' ? before : '')
  return typeof place === 'number' && length !== undefined && Number.isInteger(place) && place >= 0 && place < length && path.length > 1
}
