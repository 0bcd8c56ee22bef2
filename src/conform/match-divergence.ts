import type { Divergence } from '#compare'
import { generalPath } from './general-path.ts'
import { matchGlob } from './match-glob.ts'

/** What a rule says of the divergences that it is for; all of it must hold, and what is left out is any. */
export interface DivergencePattern {
  /** E.g. `body.created_at`, `body.items[].id`, `header.etag`; `*` is any part, `**` any text. */
  readonly path?: string | undefined
  /** E.g. `POST /repos/{owner}/statuses/{sha}` or `POST /repos/*`. */
  readonly route?: string | undefined
  readonly category?: string | undefined
}

/** Whether the divergence, met on the route, is one that the pattern is for; a pattern that says nothing is for none. */
export function matchesDivergence(pattern: DivergencePattern, route: string, { path, category }: Divergence): boolean {
  if (pattern.category !== undefined && pattern.category !== category) return false
  if (pattern.route !== undefined && !matchGlob(pattern.route, route)) return false
  if (pattern.path === undefined) return pattern.route !== undefined || pattern.category !== undefined
  const general = generalPath(path)
  return pattern.path === general || matchGlob(pattern.path, path) || matchGlob(pattern.path.replaceAll('[*]', '[]'), general)
}

/** The pattern in one line, for messages. */
export function printPattern(parts: Readonly<Record<string, string | undefined>>): string {
  return Object.values(parts)
    .filter((part) => part !== undefined)
    .join(' ')
}
