import type { z } from 'zod'
import { keysOf, suggest } from '#diagnostics'
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

function meant(key: string, keys: readonly string[]): string {
  const near = suggest(key, keys)
  if (near !== undefined) return `did you mean ${near}?`
  return keys.length > 0 ? `there are ${keys.join(', ')}` : 'remove it; docs/guides/write-a-twin.md says what there is'
}
