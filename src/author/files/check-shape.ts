import { z } from 'zod'
import { suggest } from '#diagnostics'
import { innermostIssue } from '#model'
import { inside, type Place, type Problems } from './problems.ts'

/** What a schema makes of a value; what is wrong is said, each at its place, and gives undefined. */
export function checkShape<S extends z.ZodType>(schema: S, value: unknown, place: Place, problems: Problems): z.output<S> | undefined {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  for (const issue of parsed.error.issues) {
    const { path, message } = innermostIssue(issue)
    if (issue.code !== 'unrecognized_keys') problems.error(inside(place, ...path), describe(path, message))
    else
      for (const key of issue.keys)
        problems.error(inside(place, ...path, key), `"${key}" says nothing here`, meant(key, keysOf(schema, path)))
  }
  return undefined
}

function describe(path: readonly PropertyKey[], message: string): string {
  const key = path.findLast((part) => typeof part === 'string')
  return key === undefined ? message : `${String(key)}: ${message}`
}

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
  return schema instanceof z.ZodOptional ? unwrapped(schema.unwrap()) : schema
}

function meant(key: string, keys: readonly string[]): string {
  const near = suggest(key, keys)
  if (near !== undefined) return `did you mean ${near}?`
  return keys.length > 0 ? `there are ${keys.join(', ')}` : 'remove it; docs/guides/write-a-twin.md says what there is'
}
