import type { Json } from '#base'
import { looksRandom, splitPieces } from '#compare'

export type JsonType = 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object'

/** What is known of the values that stand in one place. */
export interface Shape {
  /** Types that values have; empty when nothing is known. */
  readonly types: ReadonlySet<JsonType>
  /** All words that are possible, where they are few; undefined where they are not known. */
  readonly words?: ReadonlySet<string>
  /** Fields of an object. */
  readonly fields?: ReadonlyMap<string, Field>
  /** There may be other fields. */
  readonly isOpen?: boolean
  /** Elements of an array. */
  readonly items?: Shape
  /** How many values were seen; undefined where it is no matter of seeing. */
  readonly count?: number
}

export interface Field {
  readonly shape: Shape
  /** Whether it need not be there; undefined where that is not known. */
  readonly isOptional: boolean | undefined
}

/** More different words than this are no enumeration, and fewer values than so many a word show none. */
const wordsMax = 12
const repeats = 3
const wordLengthMax = 200
/** Neither prose nor a date. */
const enumerable = /^[A-Za-z][\w.:/-]{0,39}$/

export const unknownShape: Shape = { types: new Set() }

/** A shape of one type about which nothing else is known. */
export function shapeOfType(...types: JsonType[]): Shape {
  return { types: new Set(types), ...(types.includes('object') ? { isOpen: true } : {}) }
}

/** The shape of one value. */
export function shapeOfValue(value: Json): Shape {
  const types = new Set([typeOfValue(value)])
  const seen = { types, count: 1 }
  if (typeof value === 'string') return isWord(value) ? { ...seen, words: new Set([value]) } : seen
  if (Array.isArray(value)) return { ...seen, ...(value.length === 0 ? {} : { items: value.map(shapeOfValue).reduce(uniteShapes) }) }
  if (value === null || typeof value !== 'object') return seen
  const fields = Object.entries(value).map(([key, element]) => [key, { shape: shapeOfValue(element), isOptional: false }] as const)
  return { ...seen, fields: new Map(fields) }
}

/** What each instance of a service makes up is no word, nor is prose. */
function isWord(text: string): boolean {
  return text.length <= wordLengthMax && !splitPieces(text).some(looksRandom)
}

function typeOfValue(value: Json): JsonType {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return typeof value === 'bigint' ? 'number' : (typeof value as JsonType)
}

/** The shape of values of which each has the one or the other. */
export function uniteShapes(left: Shape, right: Shape): Shape {
  if (left === right) return left
  const isUnknown = left.types.size === 0 || right.types.size === 0
  const fields = uniteFields(left, right)
  const items = left.items !== undefined && right.items !== undefined ? uniteShapes(left.items, right.items) : (left.items ?? right.items)
  const words = uniteWords(left, right)
  return {
    types: isUnknown ? new Set() : new Set([...left.types, ...right.types]),
    ...(words === undefined ? {} : { words }),
    ...(fields === undefined ? {} : { fields }),
    ...(left.isOpen === true || right.isOpen === true ? { isOpen: true } : {}),
    ...(items === undefined ? {} : { items }),
    ...(left.count === undefined || right.count === undefined ? {} : { count: left.count + right.count }),
  }
}

function uniteWords(left: Shape, right: Shape): ReadonlySet<string> | undefined {
  const [one, other] = [left, right].map(
    ({ types, words }) => words ?? (types.size > 0 && !types.has('string') ? new Set<string>() : undefined),
  )
  if (one === undefined || other === undefined) return undefined
  const words = new Set([...one, ...other])
  return words.size > wordsMax ? undefined : words
}

/** Forgets words that were not seen often enough to be all that are possible. */
export function settleWords({ words, fields, items, ...shape }: Shape): Shape {
  const isEnumeration = words !== undefined && words.size > 0 && [...words].every((word) => enumerable.test(word))
  const isSettled = isEnumeration && (shape.count ?? 0) >= repeats * words.size
  const settled = [...(fields ?? [])].map(([key, field]) => [key, { ...field, shape: settleWords(field.shape) }] as const)
  return {
    ...shape,
    ...(isSettled ? { words } : {}),
    ...(fields === undefined ? {} : { fields: new Map(settled) }),
    ...(items === undefined ? {} : { items: settleWords(items) }),
  }
}

/** Of two objects; where only one is an object its fields are those. */
function uniteFields(left: Shape, right: Shape): ReadonlyMap<string, Field> | undefined {
  if (left.fields === undefined || right.fields === undefined) return left.fields ?? right.fields
  const fields = new Map<string, Field>()
  for (const key of new Set([...left.fields.keys(), ...right.fields.keys()])) {
    const [one, other] = [left.fields.get(key), right.fields.get(key)]
    if (one === undefined || other === undefined) fields.set(key, { ...((one ?? other) as Field), isOptional: true })
    else fields.set(key, { shape: uniteShapes(one.shape, other.shape), isOptional: eitherOptional(one.isOptional, other.isOptional) })
  }
  return fields
}

function eitherOptional(one: boolean | undefined, other: boolean | undefined): boolean | undefined {
  return one === true || other === true ? true : one === undefined ? undefined : other
}

/** An object with the fields of both, those of the second first in right. */
export function mergeShapes(left: Shape, right: Shape): Shape {
  const fields = new Map(left.fields)
  for (const [key, field] of right.fields ?? []) {
    const before = fields.get(key)
    fields.set(
      key,
      field.isOptional !== false && before !== undefined
        ? { shape: uniteShapes(before.shape, field.shape), isOptional: before.isOptional }
        : field,
    )
  }
  const isOpen = [left, right].some((shape) => shape.isOpen === true || shape.fields === undefined)
  return { types: new Set(['object']), fields, ...(isOpen ? { isOpen } : {}) }
}

/** The shape of a field of an object; unknown where nothing is known of it. */
export function memberShape(shape: Shape, key: string): Shape {
  return shape.fields?.get(key)?.shape ?? unknownShape
}

/** `string or null`; `anything` where nothing is known. */
export function printTypes({ types }: Shape): string {
  return types.size === 0 ? 'anything' : [...types].sort().join(' or ')
}
