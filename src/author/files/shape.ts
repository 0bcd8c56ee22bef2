import type { Json } from '#base'
import { isList, isObject } from '#lang'

/** What a field holds, as `request_schema` and `response_schema` say it in short. */
export type Shape = (
  | { readonly kind: 'scalar'; readonly type: ScalarType }
  | { readonly kind: 'choice'; readonly values: readonly string[] }
  | { readonly kind: 'list'; readonly item: Shape }
  | { readonly kind: 'object'; readonly fields: ReadonlyMap<string, Shape> }
  /** An entity as it is. */
  | { readonly kind: 'entity'; readonly name: string }
  /** A value that is said: a template of the model. */
  | { readonly kind: 'template'; readonly value: Json }
  /** A made-up text of a form such as `cus_{alnum:14}`. */
  | { readonly kind: 'minted'; readonly form: string }
) & {
  /** `string!` must be there, `string?` need not; undefined where nothing is said. */
  readonly isRequired?: boolean | undefined
}

export type ScalarType = 'string' | 'number' | 'integer' | 'boolean' | 'timestamp' | 'date' | 'uuid' | 'url' | 'email' | 'object' | 'any'

const words: Readonly<Record<string, ScalarType>> = {
  string: 'string',
  text: 'string',
  str: 'string',
  number: 'number',
  float: 'number',
  double: 'number',
  decimal: 'number',
  integer: 'integer',
  int: 'integer',
  boolean: 'boolean',
  bool: 'boolean',
  timestamp: 'timestamp',
  datetime: 'timestamp',
  'date-time': 'timestamp',
  date: 'date',
  uuid: 'uuid',
  url: 'url',
  uri: 'url',
  email: 'email',
  object: 'object',
  any: 'any',
}

export const shapeHelp =
  'write string, number, integer, boolean, timestamp, date, uuid, url, email, object or any; string[] for a list, { name: string } for an object, "a | b" for a choice, string? for what need not be there, {$: EXPRESSION} for a value'

/** Reads a shape; a text says what is wrong with it, after the keys that lead there. */
export function readShape(value: Json, entities: readonly string[]): Shape | { readonly wrong: string; readonly path: PropertyKey[] } {
  if (value === null) return { kind: 'scalar', type: 'any' }
  if (isList(value)) {
    if (value.length !== 1) return { wrong: 'a list has one item, the shape of all that are in it', path: [] }
    const item = readShape(value[0] ?? null, entities)
    return 'wrong' in item ? { wrong: item.wrong, path: [0, ...item.path] } : { kind: 'list', item }
  }
  if (isObject(value)) return readObject(value, entities)
  return typeof value === 'string' ? readWord(value.trim(), entities) : { kind: 'template', value }
}

function readObject(value: Readonly<Record<string, Json>>, entities: readonly string[]): ReturnType<typeof readShape> {
  if (['$', '$if', '$each'].some((form) => Object.hasOwn(value, form))) return { kind: 'template', value }
  const fields = new Map<string, Shape>()
  for (const [key, item] of Object.entries(value)) {
    const shape = readShape(item, entities)
    if ('wrong' in shape) return { wrong: shape.wrong, path: [key, ...shape.path] }
    const mark = /[?!]$/.exec(key)?.[0]
    fields.set(mark === undefined ? key : key.slice(0, -1), mark === undefined ? shape : { ...shape, isRequired: mark === '!' })
  }
  return { kind: 'object', fields }
}

function readWord(text: string, entities: readonly string[]): ReturnType<typeof readShape> {
  const mark = /[?!]$/.exec(text)?.[0]
  if (mark !== undefined) {
    const shape = readWord(text.slice(0, -1).trim(), entities)
    return 'wrong' in shape ? shape : { ...shape, isRequired: mark === '!' }
  }
  if (text.endsWith('[]')) {
    const item = readWord(text.slice(0, -2).trim(), entities)
    return 'wrong' in item ? item : { kind: 'list', item }
  }
  const of = /^(?:list|array) of (.+)$/i.exec(text)?.[1]
  if (of !== undefined) return readWord(`${of.replace(/s$/, '')}[]`, entities)
  if (text.includes('|')) return { kind: 'choice', values: text.split('|').map((word) => word.trim()) }
  if (/\{\w+:\d+\}/.test(text)) return { kind: 'minted', form: text }
  const type = Object.hasOwn(words, text.toLowerCase()) ? words[text.toLowerCase()] : undefined
  if (type !== undefined) return { kind: 'scalar', type }
  if (entities.includes(text)) return { kind: 'entity', name: text }
  return { wrong: `"${text}" is no type`, path: [] }
}

/** The shape at a dotted path, undefined where there is none. */
export function shapeAt(shape: Shape | undefined, path: readonly string[]): Shape | undefined {
  let current = shape
  for (const key of path) current = current?.kind === 'object' ? current.fields.get(key) : undefined
  return current
}

/** All that is in a shape, outermost first, with the keys that lead there. Lists are not gone into. */
export function* walkShape(
  shape: Shape | undefined,
  path: readonly string[] = [],
): Generator<readonly [path: readonly string[], shape: Shape]> {
  if (shape === undefined) return
  yield [path, shape]
  if (shape.kind === 'object') for (const [key, field] of shape.fields) yield* walkShape(field, [...path, key])
}
