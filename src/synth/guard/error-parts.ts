import type { Json } from '#base'
import { isList, isObject, type Value } from '#lang'
import { type Call, valueKey } from '../call.ts'

/** One error of several in an answer. */
export interface ErrorPart {
  /** The same for the same error in other answers. */
  readonly id: string
  /** Key of the map of errors under which it stands; undefined in a list. */
  readonly key: string | undefined
  readonly value: Json
}

/** The place in a body where errors are gathered. */
export interface ErrorSlot {
  readonly path: readonly string[]
  /** A list of errors, or a map of fields to one message or to a list of them. */
  readonly form: 'list' | 'texts' | 'lists'
}

const depthMax = 2

/** The place where the answers of some refusals gather errors, if any of them holds more than one. */
export function findErrorSlot(calls: readonly Call[]): ErrorSlot | undefined {
  for (const slot of slotsOf(calls[0]?.body.value, [])) {
    const parts = calls.map((call) => partsOf(call, slot))
    const isGathered = parts.every((list) => list !== undefined && list.length > 0) && parts.some((list) => (list?.length ?? 0) > 1)
    if (isGathered && !(slot.form === 'texts' && isOneError(parts.map((list) => list?.flatMap(({ key }) => key ?? []) ?? [])))) return slot
  }
  return undefined
}

/** Keys of what says of one error what it is. */
const aboutError = /^(code|type|message|reason|detail)$/i

/** Whether maps of texts say of one error what it is, `code` and what it is about, rather than of each field what is wrong with it: all have the same keys, or what tells one error from another. */
function isOneError(keys: readonly (readonly string[])[]): boolean {
  const isSame = new Set(keys.map((own) => [...own].sort().join('\n'))).size === 1
  return isSame || keys[0]?.some((key) => aboutError.test(key) && keys.every((own) => own.includes(key))) === true
}

function* slotsOf(value: Value, path: readonly string[]): Iterable<ErrorSlot> {
  if (isList(value)) {
    if (value.every((item) => typeof item === 'string' || isObject(item))) yield { path, form: 'list' }
    return
  }
  if (!isObject(value)) return
  if (path.length < depthMax) for (const [key, item] of Object.entries(value)) yield* slotsOf(item, [...path, key])
  const items = Object.values(value)
  // A map of texts at the root is an answer, not a collection of errors.
  if (path.length > 0 && items.length > 0 && items.every((item) => typeof item === 'string')) yield { path, form: 'texts' }
  if (items.length > 0 && items.every((item) => isList(item) && item.length > 0 && item.every((text) => typeof text === 'string')))
    yield { path, form: 'lists' }
}

/** The errors that an answer gathers; undefined where the place has another form. */
export function partsOf(call: Call, { path, form }: ErrorSlot): ErrorPart[] | undefined {
  let value: Value = call.body.value
  for (const key of path) value = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
  if (form === 'list') {
    if (!isList(value) || !value.every((item) => typeof item === 'string' || isObject(item))) return undefined
    return value.map((item) => ({ id: valueKey(item), key: undefined, value: item }))
  }
  if (!isObject(value)) return undefined
  const parts: ErrorPart[] = []
  for (const [key, item] of Object.entries(value)) {
    const texts = form === 'lists' ? item : [item]
    if (!isList(texts) || !texts.every((text) => typeof text === 'string')) return undefined
    for (const text of texts) parts.push({ id: `${key} ${text}`, key, value: text })
  }
  return parts
}

/**
 * Things in the order in which lists show them. Where the lists leave it open, those of one group stand together (the errors of one field),
 * and then the first that was seen comes first.
 */
export function commonOrder(lists: readonly (readonly string[])[], groupOf: (id: string) => string = (id) => id): string[] {
  const groups = sortByPrecedence(lists.map((list) => [...new Set(list.map(groupOf))]))
  const members = new Map(groups.map((group) => [group, sortByPrecedence(lists.map((list) => list.filter((id) => groupOf(id) === group)))]))
  return groups.flatMap((group) => members.get(group) ?? [])
}

/** All things, none before one that mostly stands before it; of several that may come next the one that was seen first. */
function sortByPrecedence(lists: readonly (readonly string[])[]): string[] {
  const votes = new Map<string, number>()
  const pair = (a: string, b: string) => `${a}\n${b}`
  for (const list of lists)
    list.forEach((a, at) => {
      for (const b of list.slice(at + 1)) votes.set(pair(a, b), (votes.get(pair(a, b)) ?? 0) + 1)
    })
  const isBefore = (a: string, b: string) => (votes.get(pair(a, b)) ?? 0) > (votes.get(pair(b, a)) ?? 0)
  const left = new Set(lists.flat())
  const order: string[] = []
  while (left.size > 0) {
    const all = [...left]
    // A ring of such votes is broken where it was seen first.
    const next = all.find((id) => !all.some((other) => other !== id && isBefore(other, id))) ?? all[0]
    if (next === undefined) break
    order.push(next)
    left.delete(next)
  }
  return order
}
