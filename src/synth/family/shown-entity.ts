import type { Json } from '#base'
import { isObject } from '#lang'
import { freeNames } from './free-names.ts'

/** Where an answer shows an entity, and how. */
export interface ShownEntity {
  readonly path: readonly string[]
  readonly value: Json
  /** What it is called in there. */
  readonly name: string
}

/** Envelopes are not deeper. */
const depthMax = 4

/** Finds an entity in a template: as it is, as a selection of its fields, or field by field. */
export function findShown(value: Json, name: string, keyField: string): ShownEntity | undefined {
  return descend(value, [], (node) => (isEntity(node, name, keyField) ? { value: node, name } : undefined))
}

/** Finds the items of the list that a route is asked for, in a template. */
export function findShownItems(value: Json): ShownEntity | undefined {
  return descend(value, [], (node) =>
    isObject(node) && node.$each === 'page.items' && typeof node.as === 'string' ? { value: node.do ?? null, name: node.as } : undefined,
  )
}

function descend(
  value: Json,
  path: readonly string[],
  read: (node: Json) => Omit<ShownEntity, 'path'> | undefined,
): ShownEntity | undefined {
  const own = read(value)
  if (own) return { path, ...own }
  if (!isObject(value) || path.length >= depthMax) return undefined
  for (const [key, inner] of Object.entries(value)) {
    const found = descend(inner, [...path, key], read)
    if (found) return found
  }
  return undefined
}

function isEntity(node: Json, name: string, keyField: string): boolean {
  if (!isObject(node)) return false
  const text = node.$
  if (typeof text === 'string')
    return text === name || (text.startsWith('select(') && new RegExp(`^select\\("[^"]*", ${name}[,)]`).test(text))
  const key = node[keyField]
  return (
    Object.entries(node).some(([field, inner]) => field.startsWith('...') && inner === name) ||
    (isObject(key) && key.$ === `${name}.${keyField}`)
  )
}

/** What any request may say of how entities are to be shown. */
const ofAnyRequest = new Set(['query', 'now', 'target', 'absent'])

/** Whether a template needs more than an entity to be shown: the body, the path, the lists of one route. */
function isOfRequest(value: Json, name: string): boolean {
  return [...freeNames(value)].some((free) => free !== name && !ofAnyRequest.has(free))
}

/**
 * How an entity is shown, for another name of it. What only the request knew that made it comes from the entity, where it has a field of that
 * name; what can't be told is left out.
 */
export function renameShown(shown: ShownEntity, to: string, fields: ReadonlySet<string>): Json {
  const { value, name } = shown
  if (!isObject(value) || typeof value.$ === 'string') return renameIn(value, name, to)
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]): [string, Json][] => {
      // What all of the request was shown for, the entity keeps.
      if (key.startsWith('...') && typeof inner === 'string' && inner !== name)
        return [...fields].filter((field) => !Object.hasOwn(value, field)).map((field) => [field, { $: `${to}.${field}` }])
      if (key.startsWith('...')) return [[key, to]]
      const isPlain = inner === null || typeof inner !== 'object'
      if (fields.has(key) && (isPlain || isOfRequest(inner, name))) return [[key, { $: `${to}.${key}` }]]
      return isOfRequest(inner, name) ? [] : [[key, renameIn(inner, name, to)]]
    }),
  )
}

/** Another name for a variable, in all expressions of a template. */
export function renameIn(value: Json, name: string, to: string): Json {
  const own = new RegExp(`(?<![\\w."])${name}(?![\\w"(])`, 'g')
  const rename = (node: Json, isExpression: boolean): Json => {
    if (typeof node === 'string') return isExpression ? node.replace(own, () => to) : node
    if (Array.isArray(node)) return node.map((item) => rename(item as Json, false))
    if (!isObject(node)) return node
    return Object.fromEntries(
      Object.entries(node).map(([key, item]) => [
        key,
        rename(item, key === '$' || key === '$if' || key === '$each' || key.startsWith('...')),
      ]),
    )
  }
  return rename(value, false)
}
