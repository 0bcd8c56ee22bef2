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
    if (parts.every((list) => list !== undefined && list.length > 0) && parts.some((list) => (list?.length ?? 0) > 1)) return slot
  }
  return undefined
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

/** Things in the order in which lists show them; what no list relates to others comes last. */
export function commonOrder(lists: readonly (readonly string[])[]): string[] {
  const order: string[] = []
  for (const list of lists) {
    const firstKnown = list.find((id) => order.includes(id))
    // What comes before the first known one goes right before it.
    let at = firstKnown === undefined ? order.length : order.indexOf(firstKnown)
    for (const id of list) {
      const known = order.indexOf(id)
      if (known >= 0) at = known + 1
      else order.splice(at++, 0, id)
    }
  }
  return order
}
