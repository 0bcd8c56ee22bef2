import { z } from 'zod'

/** The keys that a schema has at a path; none where it does not say. */
export function keysOf(root: z.ZodType, path: readonly PropertyKey[]): string[] {
  let schema: z.core.$ZodType = root
  for (const key of path) schema = stepInto(unwrapped(schema), key)
  const target = unwrapped(schema)
  return target instanceof z.ZodObject ? Object.keys(target.shape) : []
}

function stepInto(schema: z.core.$ZodType, key: PropertyKey): z.core.$ZodType {
  if (schema instanceof z.ZodObject) return (schema.shape as Record<string, z.core.$ZodType>)[String(key)] ?? schema
  if (schema instanceof z.ZodRecord) return schema.valueType
  if (schema instanceof z.ZodArray) return schema.element
  return schema
}

function unwrapped(schema: z.core.$ZodType): z.core.$ZodType {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodLazy ? unwrapped(schema.unwrap() as z.core.$ZodType) : schema
}
