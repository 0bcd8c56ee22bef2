import { type Json, type JsonObject, parseJson } from '#base'
import {
  type CompileContext,
  compareValues,
  compileExpression,
  type Environment,
  isList,
  isObject,
  parseExpression,
  readBrackets,
  type Value,
} from '#lang'
import type { Filter } from '#model'
import { all, type Condition, isNumeric, type Look, meets } from './condition.ts'
import { readFields } from './read-fields.ts'
import { readInfix } from './read-infix.ts'
import { meetsMatchers, readMatchers } from './read-matchers.ts'
import { readTree } from './read-tree.ts'
import { valuesAt } from './values-at.ts'

/** What a filter wants of entities. */
export interface Wanted {
  meets(entity: JsonObject): boolean
  /** What is asked of which fields: where the fields are the entity's own, this and the entity decide. */
  readonly asks: { readonly paths: readonly (readonly string[])[]; readonly of: Json }
}

/** Reads the filter of one request; undefined where it asks for nothing. */
export type ReadFilter = (environment: Environment) => Wanted | undefined

/** Compiles a filter that clients write in one of the common languages. */
export function compileFilter(filter: Filter, collection: string, context: CompileContext): ReadFilter {
  const from = filter.from === undefined ? undefined : compileExpression(parseExpression(filter.from), context)
  const read = createReader(filter)
  return (environment) => {
    const source = from?.(environment)
    if (from && source === undefined && filter.prefix === undefined) return undefined
    return read(source, environment, (entity) => (path) => valuesAt(entity, path, collection, context, environment))
  }
}

type Read = (source: Value, environment: Environment, look: (entity: JsonObject) => Look) => Wanted | undefined

function createReader(filter: Filter): Read {
  switch (filter.dialect) {
    case 'fields': {
      const names = { known: new Set(filter.fields ?? []), aliases: filter.aliases ?? {}, except: new Set(filter.except ?? []) }
      return (_, environment, look) => toTest(readFields(environment.query, names), look)
    }
    case 'tree':
      return (source, environment, look) => {
        const value =
          filter.prefix === undefined
            ? typeof source === 'string'
              ? parseJson(source)
              : source
            : readBrackets(environment.query, filter.prefix, filter.except)
        return value === undefined ? undefined : toTest([readTree(value)], look)
      }
    case 'infix':
      return (source, _, look) => {
        const condition = typeof source === 'string' ? readInfix(source) : undefined
        return condition && toTest([condition], look)
      }
    case 'matchers':
      return (source) => {
        const matchers = readMatchers(source)
        const path = filter.at === undefined ? [] : filter.at.split('.')
        return matchers && { meets: (entity) => meetsMatchers(entity, path, matchers), asks: { paths: [path], of: source as Json } }
      }
    case 'search':
      return (source, _, look) => {
        const fields = filter.fields ?? []
        const asks = { paths: fields.map((field) => field.split('.')), of: source as Json }
        return typeof source === 'string' && source !== ''
          ? { meets: (entity) => found(source, entity, fields, look(entity)), asks }
          : undefined
      }
    case 'range':
      return (source, _, look) => createRange(filter, source, look)
  }
}

function toTest(conditions: readonly Condition[], look: (entity: JsonObject) => Look): Wanted | undefined {
  if (conditions.length === 0) return undefined
  const condition = all(conditions)
  return { meets: (entity) => meets(condition, look(entity)), asks: { paths: pathsOf(condition), of: condition as unknown as Json } }
}

function pathsOf(condition: Condition): (readonly string[])[] {
  if (condition.kind === 'test') return [condition.path]
  return condition.kind === 'not' ? pathsOf(condition.of) : condition.of.flatMap(pathsOf)
}

function found(source: string, entity: JsonObject, fields: readonly string[], look: Look): boolean {
  const wanted = source.toLowerCase()
  const values = fields.length > 0 ? fields.flatMap((field) => look(field.split('.'))) : texts(entity)
  return values.some((value) =>
    typeof value === 'string'
      ? value.toLowerCase().includes(wanted)
      : typeof value === 'number' && isNumeric(source) && value === Number(source),
  )
}

/** Texts and numbers of an entity, also in lists, and not those of its parts. */
function texts(entity: JsonObject): Value[] {
  return Object.values(entity).flatMap((value) =>
    isList(value) ? value.filter((item) => !isObject(item)) : isObject(value) ? [] : [value],
  )
}

/** From one key to another, each as JSON or as plain text. */
function createRange(filter: Filter, source: Value, look: (entity: JsonObject) => Look): Wanted | undefined {
  if (source === undefined) return undefined
  const bound = typeof source === 'string' ? (parseJson(source) ?? source) : source
  const path = (filter.at ?? '').split('.')
  const isLow = filter.side !== 'to'
  const meets = (entity: JsonObject) => {
    const [value] = look(entity)(path)
    const order = compareValues(value, bound)
    return isLow ? order >= 0 : order <= 0
  }
  return { meets, asks: { paths: [path], of: [bound, isLow] as Json } }
}
