import { createSchemaSet, type JsonSchema, type SchemaSet, schemaMap, textsOf, typesOf } from '#json-schema'
import { isList, isObject } from '#lang'
import { type Field, type JsonType, type Shape, uniteShapes, unknownShape } from './shape.ts'

/** Deeper parts are not described: schemas may hold themselves. */
const depthMax = 6

/** Gives what values of a model's schemas look like, by name. */
export function schemaShapes(schemas: Readonly<Record<string, JsonSchema>>): (name: string) => Shape {
  const set = createSchemaSet(schemas)
  const known = new Map<string, Shape>()
  return (name) => {
    const shape = known.get(name) ?? shapeOfSchema(set, { $ref: name }, 0)
    known.set(name, shape)
    return shape
  }
}

function shapeOfSchema(set: SchemaSet, schema: JsonSchema, depth: number): Shape {
  if (depth > depthMax) return unknownShape
  const { own, choices } = set.flat(schema)
  const [first] = choices
  if (first !== undefined && own.properties === undefined && own.type === undefined)
    return first.length === 0 ? unknownShape : first.map((each) => shapeOfSchema(set, each, depth + 1)).reduce(uniteShapes)
  const written = typesOf(own) ?? (own.properties === undefined ? (own.items === undefined ? [] : ['array']) : ['object'])
  const types = new Set(written.map((type): JsonType => (type === 'integer' ? 'number' : (type as JsonType))))
  const words = isList(own.enum) ? own.enum.filter((each) => typeof each === 'string') : []
  const fields = fieldsOf(set, own, depth)
  const items = isObject(own.items) ? shapeOfSchema(set, own.items, depth + 1) : undefined
  return {
    types,
    ...(words.length > 0 ? { words: new Set(words) } : {}),
    ...(types.has('object') ? { fields, ...(own.additionalProperties === false ? {} : { isOpen: true }) } : {}),
    ...(items === undefined ? {} : { items }),
  }
}

function fieldsOf(set: SchemaSet, own: ReturnType<SchemaSet['flat']>['own'], depth: number): Map<string, Field> {
  const required = new Set(textsOf(own.required))
  return new Map(
    Object.entries(schemaMap(own, 'properties')).map(([key, each]) => [
      key,
      { shape: shapeOfSchema(set, each, depth + 1), isOptional: !required.has(key) },
    ]),
  )
}
