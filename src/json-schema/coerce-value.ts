import type { Json } from '#base'
import { isList, isObject, isSchema, type JsonSchema, schemaMap, typesOf } from './json-schema.ts'
import type { SchemaSet } from './schema-set.ts'

/** Reads texts as what the schema wants at their place; what can't be read stays as it is, for the check to find. */
export function coerceValue(set: SchemaSet, schema: JsonSchema, value: Json): Json {
  const { own, choices } = set.flat(schema)
  const types = typesOf(own) ?? impliedTypes(own, choices)
  if (types.length === 0) {
    for (const choice of choices.flat()) {
      const read = coerceValue(set, choice, value)
      if (set.check(choice, read, 'request').length === 0) return read
    }
    return value
  }
  if (types.includes('array') && !types.includes('string')) return coerceList(set, own, value)
  if (types.includes('object') && isObject(value)) {
    const properties = schemaMap(own, 'properties')
    const others = isSchema(own.additionalProperties) ? own.additionalProperties : true
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        key,
        coerceValue(set, Object.hasOwn(properties, key) ? (properties[key] as JsonSchema) : others, item),
      ]),
    )
  }
  return typeof value === 'string' ? coerceText(types, value) : value
}

/** What a schema that names no type is about. */
function impliedTypes(own: Readonly<Record<string, Json>>, choices: readonly unknown[]): readonly string[] {
  if (own.properties !== undefined) return ['object']
  if (own.items !== undefined) return ['array']
  return choices.length > 0 ? [] : ['string']
}

/** Several values come as a list, as one text with commas, or (`a[0]=`) as a map by number. */
function coerceList(set: SchemaSet, own: Readonly<Record<string, Json>>, value: Json): Json {
  const items = isSchema(own.items) ? own.items : true
  const list = isList(value)
    ? value
    : typeof value === 'string'
      ? splitText(value)
      : isObject(value) && Object.keys(value).every((key) => /^\d*$/.test(key))
        ? Object.values(value).flat()
        : [value]
  return list.map((item) => coerceValue(set, items, item))
}

function splitText(text: string): Json[] {
  if (text === '') return []
  return text.split(',')
}

function coerceText(types: readonly string[], text: string): Json {
  if ((types.includes('integer') || types.includes('number')) && /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text)) {
    const isLong = /^-?\d{16,}$/.test(text) && !Number.isSafeInteger(Number(text))
    return isLong ? BigInt(text) : Number(text)
  }
  if (types.includes('boolean') && (text === 'true' || text === 'false')) return text === 'true'
  if (types.includes('null') && !types.includes('string') && (text === '' || text === 'null')) return null
  return text
}
