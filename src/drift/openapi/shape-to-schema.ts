import type { Json, JsonObject } from '#base'
import type { Shape } from '../shape.ts'

/** A shape as a JSON Schema; of what is not known nothing is said. */
export function shapeToSchema({ types, words, fields, items }: Shape): JsonObject {
  const all = [...types].sort()
  const isWords = words !== undefined && words.size > 0 && all.length === 1 && all[0] === 'string'
  const properties = [...(fields ?? [])].map(([key, field]): [string, Json] => [key, shapeToSchema(field.shape)])
  const required = [...(fields ?? [])].filter(([, { isOptional }]) => isOptional === false).map(([key]) => key)
  return {
    ...(all.length === 0 ? {} : { type: all.length === 1 ? (all[0] as string) : all }),
    ...(isWords ? { enum: [...words].sort() } : {}),
    ...(properties.length > 0 ? { properties: Object.fromEntries(properties) } : {}),
    ...(required.length > 0 ? { required } : {}),
    ...(items === undefined ? {} : { items: shapeToSchema(items) }),
  }
}
