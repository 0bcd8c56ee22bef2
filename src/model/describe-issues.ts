import type { z } from 'zod'

type Issue = z.core.$ZodIssue

/** The first thing that is wrong with a model, with its place: `routes[3] (GET /orders) variants[0] do[1]: …`. */
export function describeIssues(issues: readonly Issue[], model: unknown): string {
  const [first] = issues
  if (first === undefined) return 'nothing is wrong'
  const { path, message } = innermostIssue(first)
  const place = describePlace(path, model)
  return place === '' ? message : `${place}: ${message}`
}

/** Where something is wrong, and what: of the forms that a part may have, in the one that it comes nearest to. */
export function innermostIssue(issue: Issue, above: readonly PropertyKey[] = []): { path: readonly PropertyKey[]; message: string } {
  const path = [...above, ...issue.path]
  if (issue.code !== 'invalid_union') return { path, message: issue.message }
  const [nearest] = [...issue.errors].sort((left, right) => left.length - right.length)
  const [first] = nearest ?? []
  return first === undefined ? { path, message: issue.message } : innermostIssue(first, path)
}

function describePlace(path: readonly PropertyKey[], model: unknown): string {
  const words: string[] = []
  let value = model
  for (const key of path) {
    value = (value as Record<PropertyKey, unknown> | undefined)?.[key]
    if (typeof key !== 'number') words.push(String(key))
    else words[words.length - 1] += `[${key}]${nameOf(value)}`
  }
  return words.join('.')
}

/** A route by its pattern, a variant by its name. */
function nameOf(value: unknown): string {
  const { method, path, name } = Object(value) as { method?: unknown; path?: unknown; name?: unknown }
  if (typeof method === 'string' && typeof path === 'string') return ` (${method} ${path})`
  return typeof name === 'string' ? ` (${name})` : ''
}
